// Written by make-similarity-models.py beside this file; not to be edited.

/** ONNX, base64: queries (n, d) times references (m, d), transposed: products (n, m). */
export const ALL_PRODUCTS: string =
  "CAgSC2RhdGFjcmFmdGVyOp8BCjQKB3F1ZXJpZXMKCnJlZmVyZW5jZXMSCHByb2R1Y3RzIgRHZW1tKg0KBnRyYW5zQhgBoAECEgxzaW1pbGFyaXRpZXNaGwoHcXVlcmllcxIQCg4IARIKCgMSAW4KAxIBZFoeCgpyZWZlcmVuY2VzEhAKDggBEgoKAxIBbQoDEgFkYhwKCHByb2R1Y3RzEhAKDggBEgoKAxIBbgoDEgFtQgQKABAN";

/** ONNX, base64: of the same products the k largest of each row, largest first: values (n, k), indices (n, k). */
export const LARGEST_PRODUCTS: string =
  "CAgSC2RhdGFjcmFmdGVyOsgCCjQKB3F1ZXJpZXMKCnJlZmVyZW5jZXMSCHByb2R1Y3RzIgRHZW1tKg0KBnRyYW5zQhgBoAECCk8KCHByb2R1Y3RzCgFrEgZ2YWx1ZXMSBnBsYWNlcyIEVG9wSyoLCgRheGlzGAGgAQIqDgoHbGFyZ2VzdBgBoAECKg0KBnNvcnRlZBgBoAECCiIKBnBsYWNlcxIHaW5kaWNlcyIEQ2FzdCoJCgJ0bxgGoAECEgxzaW1pbGFyaXRpZXNaGwoHcXVlcmllcxIQCg4IARIKCgMSAW4KAxIBZFoeCgpyZWZlcmVuY2VzEhAKDggBEgoKAxIBbQoDEgFkWg8KAWsSCgoICAcSBAoCCAFiHgoGdmFsdWVzEhQKEggBEg4KAxIBbgoHEgVjb3VudGIfCgdpbmRpY2VzEhQKEggGEg4KAxIBbgoHEgVjb3VudEIECgAQDQ==";
