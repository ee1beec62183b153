"""
Makes the small ONNX models that test/inference runs, and what Python's onnxruntime answers for them (inference/expected.json).

    pip install onnx onnxruntime numpy
    python test/golden/make-inference-models.py

Made with the versions written into expected.json.
"""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import quantize_dynamic

OUT = Path(__file__).parent / "inference"
OPSET = 17
IR = 9
WEIGHTS = np.random.default_rng(1).normal(size=(3, 2)).astype(np.float32)
BIAS = np.array([0.5, -1.25], dtype=np.float32)
INPUT = np.array([[1, 2, 3], [-0.5, 0.25, 0]], dtype=np.float32)


def tensor(name, kind, dims):
    return helper.make_tensor_value_info(name, kind, dims)


def model(nodes, inputs, outputs, initializers=()):
    graph = helper.make_graph(nodes, "test", inputs, outputs, initializer=list(initializers))
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="datacrafter-tests")
    made.ir_version = IR
    onnx.checker.check_model(made)
    return made


def affine(kind, dtype):
    """y = x W + b"""
    return model(
        [helper.make_node("MatMul", ["x", "W"], ["xW"]), helper.make_node("Add", ["xW", "b"], ["y"])],
        [tensor("x", kind, ["batch", 3])],
        [tensor("y", kind, ["batch", 2])],
        [numpy_helper.from_array(WEIGHTS.astype(dtype), "W"), numpy_helper.from_array(BIAS.astype(dtype), "b")],
    )


def slow():
    """Multiplies a matrix with itself `count` times and keeps it small: takes as long as the caller likes."""
    body = helper.make_graph(
        [
            helper.make_node("MatMul", ["state", "state"], ["product"]),
            helper.make_node("Softmax", ["product"], ["next"], axis=-1),
            helper.make_node("Identity", ["go"], ["go_on"]),
        ],
        "body",
        [tensor("i", TensorProto.INT64, []), tensor("go", TensorProto.BOOL, []), tensor("state", TensorProto.FLOAT, [512, 512])],
        [tensor("go_on", TensorProto.BOOL, []), tensor("next", TensorProto.FLOAT, [512, 512])],
    )
    return model(
        [
            helper.make_node("ConstantOfShape", ["size"], ["start"], value=helper.make_tensor("v", TensorProto.FLOAT, [1], [0.01])),
            helper.make_node("Loop", ["count", "yes", "start"], ["end"], body=body),
            helper.make_node("ReduceSum", ["end"], ["sum"], keepdims=0),
        ],
        [tensor("count", TensorProto.INT64, [])],
        [tensor("sum", TensorProto.FLOAT, [])],
        [numpy_helper.from_array(np.array([512, 512], dtype=np.int64), "size"), numpy_helper.from_array(np.array(True), "yes")],
    )


def kinds():
    """One input of every kind a diffusion model takes: ids, a scalar step, a mask; each comes back as it is."""
    given = {
        "ids": (TensorProto.INT64, ["batch", "length"]),
        "ids32": (TensorProto.INT32, ["batch", 77]),
        "step": (TensorProto.FLOAT, []),
        "mask": (TensorProto.BOOL, ["batch"]),
        "pixels": (TensorProto.UINT8, [1, None, 3]),
    }
    return model(
        [helper.make_node("Identity", [name], [f"{name}_out"]) for name in given],
        [tensor(name, *spec) for name, spec in given.items()],
        [tensor(f"{name}_out", *spec) for name, spec in given.items()],
    )


def double():
    """A type that the inference process does not carry."""
    return model([helper.make_node("Neg", ["x"], ["y"])], [tensor("x", TensorProto.DOUBLE, [2])], [tensor("y", TensorProto.DOUBLE, [2])])


def answer(name, feed):
    session = onnxruntime.InferenceSession(OUT / name, providers=["CPUExecutionProvider"])
    return session.run(None, {"x": feed})[0].astype(float).round(7).tolist()


OUT.mkdir(exist_ok=True)
onnx.save(affine(TensorProto.FLOAT, np.float32), OUT / "affine.onnx")
onnx.save(affine(TensorProto.FLOAT16, np.float16), OUT / "affine-fp16.onnx")
quantize_dynamic(OUT / "affine.onnx", OUT / "affine-int8.onnx")
onnx.save_model(
    affine(TensorProto.FLOAT, np.float32),
    OUT / "external.onnx",
    save_as_external_data=True,
    location="external.onnx_data",
    size_threshold=0,
)
onnx.save(slow(), OUT / "slow.onnx")
onnx.save(kinds(), OUT / "kinds.onnx")
onnx.save(double(), OUT / "double.onnx")
expected = {
    "versions": {"onnx": onnx.__version__, "onnxruntime": onnxruntime.__version__, "numpy": np.__version__},
    "input": INPUT.tolist(),
    "affine": answer("affine.onnx", INPUT),
    "affine-fp16": answer("affine-fp16.onnx", INPUT.astype(np.float16)),
    "affine-int8": answer("affine-int8.onnx", INPUT),
    "external": answer("external.onnx", INPUT),
}
(OUT / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
