const KEY = "plumbline.leaving";

/** Notes that the patient is not the one who is signed in; the server is told as soon as it can be. */
export function noteLeaving(device: Pick<Storage, "setItem">): void {
  device.setItem(KEY, "1");
}

export function isLeaving(device: Pick<Storage, "getItem">): boolean {
  return device.getItem(KEY) !== null;
}

/** The session was closed, or another one was opened in its place. */
export function noteLeft(device: Pick<Storage, "removeItem">): void {
  device.removeItem(KEY);
}
