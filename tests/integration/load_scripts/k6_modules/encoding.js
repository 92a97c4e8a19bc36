// What k6's module "k6/encoding" has: base64 of texts in UTF-8, and bytes back as an ArrayBuffer.

export default {
  b64encode: (input) =>
    Buffer.from(typeof input === "string" ? input : new Uint8Array(input)).toString("base64"),
  b64decode: (input) => new Uint8Array(Buffer.from(input, "base64")).buffer,
};
