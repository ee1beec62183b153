"""
Writes products-model.ts beside this file: an ONNX model of one matrix product, as base64.

    pip install onnx==1.23.2
    python kernel-helpers/src/linalg/make-products-model.py
"""

import base64
from pathlib import Path

import onnx
from onnx import TensorProto, helper

FLOAT = TensorProto.FLOAT
tensor = helper.make_tensor_value_info
graph = helper.make_graph(
    [helper.make_node("Gemm", ["a", "b"], ["products"], transB=1)],
    "products",
    [tensor("a", FLOAT, ["n", "d"]), tensor("b", FLOAT, ["m", "d"])],
    [tensor("products", FLOAT, ["n", "m"])],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="datacrafter")
model.ir_version = 8
onnx.checker.check_model(model)

Path(__file__).with_name("products-model.ts").write_text(
    f"""// Written by make-products-model.py beside this file; not to be edited.

/** ONNX, base64: the dot products of all rows of a (n, d) with all rows of b (m, d): products (n, m), float32. */
export const PRODUCTS_MODEL: string =
  "{base64.b64encode(model.SerializeToString()).decode()}";
"""
)
