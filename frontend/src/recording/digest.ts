/** SHA-256 of the bytes, 32 bytes. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** The digest of a recording: SHA-256 of its chunks' raw digests, joined in order of sequence. */
export function digestOfDigests(
  digests: readonly Uint8Array<ArrayBuffer>[],
): Promise<Uint8Array<ArrayBuffer>> {
  const joined = new Uint8Array(digests.reduce((length, digest) => length + digest.length, 0));
  let offset = 0;
  for (const digest of digests) {
    joined.set(digest, offset);
    offset += digest.length;
  }
  return sha256(joined);
}

/** As `Content-Digest` (RFC 9530) writes it: `sha-256=:<base64>:`. */
export function contentDigest(digest: Uint8Array): string {
  return `sha-256=:${btoa(String.fromCharCode(...digest))}:`;
}
