// Written by make-products-model.py beside this file; not to be edited.

/** ONNX, base64: the dot products of all rows of a (n, d) with all rows of b (m, d): products (n, m), float32. */
export const PRODUCTS_MODEL: string =
  "CAgSC2RhdGFjcmFmdGVyOn0KJQoBYQoBYhIIcHJvZHVjdHMiBEdlbW0qDQoGdHJhbnNCGAGgAQISCHByb2R1Y3RzWhUKAWESEAoOCAESCgoDEgFuCgMSAWRaFQoBYhIQCg4IARIKCgMSAW0KAxIBZGIcCghwcm9kdWN0cxIQCg4IARIKCgMSAW4KAxIBbUIECgAQDQ==";
