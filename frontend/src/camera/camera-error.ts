/**
 * Why there is no camera picture.
 * - `denied`: the patient, the browser or the page's policy said no.
 * - `none`: no camera on this device.
 * - `in_use`: another program holds it.
 * - `insecure`: the page was not opened over HTTPS, so browsers hide the camera.
 * - `timed_out`: the camera was granted and sent no picture.
 * - `ended`: the picture stopped while in use (unplugged, call taken, lid closed).
 * - `failed`: anything else; `detail` has the browser's own words.
 */
export type CameraErrorCode =
  | "denied"
  | "none"
  | "in_use"
  | "insecure"
  | "timed_out"
  | "ended"
  | "failed";

/** The camera cannot be used; `code` says why. */
export class CameraError extends Error {
  override readonly name = "CameraError";

  constructor(
    readonly code: CameraErrorCode,
    readonly detail = "",
    options?: ErrorOptions,
  ) {
    super(detail === "" ? code : `${code}: ${detail}`, options);
  }
}
