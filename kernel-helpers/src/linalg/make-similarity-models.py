"""
Writes similarity-models.ts beside this file: two ONNX models of one matrix product each, as base64.

    pip install onnx==1.23.2
    python kernel-helpers/src/linalg/make-similarity-models.py
"""

import base64
from pathlib import Path

import onnx
from onnx import TensorProto, helper

OPSET = 13  # the oldest with everything used here
IR = 8

FLOAT, INT32, INT64 = TensorProto.FLOAT, TensorProto.INT32, TensorProto.INT64
tensor = helper.make_tensor_value_info
QUERIES = tensor("queries", FLOAT, ["n", "d"])
REFERENCES = tensor("references", FLOAT, ["m", "d"])
PRODUCT = helper.make_node("Gemm", ["queries", "references"], ["products"], transB=1)


def encoded(nodes, inputs, outputs):
    graph = helper.make_graph(nodes, "similarities", inputs, outputs)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="datacrafter")
    model.ir_version = IR
    onnx.checker.check_model(model)
    return base64.b64encode(model.SerializeToString()).decode()


allProducts = encoded([PRODUCT], [QUERIES, REFERENCES], [tensor("products", FLOAT, ["n", "m"])])
largestProducts = encoded(
    [
        PRODUCT,
        helper.make_node("TopK", ["products", "k"], ["values", "places"], axis=1, largest=1, sorted=1),
        helper.make_node("Cast", ["places"], ["indices"], to=INT32),
    ],
    [QUERIES, REFERENCES, tensor("k", INT64, [1])],
    [tensor("values", FLOAT, ["n", "count"]), tensor("indices", INT32, ["n", "count"])],
)

Path(__file__).with_name("similarity-models.ts").write_text(
    f"""// Written by make-similarity-models.py beside this file; not to be edited.

/** ONNX, base64: queries (n, d) times references (m, d), transposed: products (n, m). */
export const ALL_PRODUCTS: string =
  "{allProducts}";

/** ONNX, base64: of the same products the k largest of each row, largest first: values (n, k), indices (n, k). */
export const LARGEST_PRODUCTS: string =
  "{largestProducts}";
"""
)
