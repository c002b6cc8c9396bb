import { DetectorStartError } from "../detector";
import type { FileOnServer } from "../model-manifest";

/**
 * Fetches a file that must be what the manifest says.
 *
 * @throws DetectorStartError `checksum` when it is another file.
 */
export async function download(
  { url, sha256, bytes: length }: FileOnServer,
  progress: (fraction: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) {
    throw new Error(`${url}: the server answered ${response.status}`);
  }
  const bytes = new Uint8Array(length);
  let received = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (received + part.value.length > length) {
      throw new DetectorStartError("checksum", `${url} is longer than ${length} bytes`);
    }
    bytes.set(part.value, received);
    received += part.value.length;
    progress(received / length);
  }
  if ((await hexSha256(bytes.subarray(0, received))) !== sha256) {
    throw new DetectorStartError("checksum", `${url} is not what was built`);
  }
  return bytes;
}

async function hexSha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
