import { makeSmallJpeg } from "../../images/sharp.js";

/** An image as a model is sent it: a data URI of a JPEG. @param longestSide pixels @throws Error when the bytes are no image that can be read */
export async function imageUri(bytes: Uint8Array, longestSide: number): Promise<string> {
  const jpeg = await makeSmallJpeg(bytes, longestSide);
  return `data:image/jpeg;base64,${Buffer.from(jpeg).toString("base64")}`;
}
