import { cropInPixels } from "../calculators/crop-pixels";
import type { CropRegion } from "../calculators/crop-region";
import { sizeOf } from "../frame-size";
import { PlanesReader, planesAreThePicture } from "../sampling/read-planes";
import { sampleCrop } from "../sampling/sample";

/** Cuts what the network is to see out of a picture, resized to its square. */
export class PictureCutter {
  readonly #sidePx: number;
  readonly #reader = new PlanesReader();
  readonly #rgba: Uint8ClampedArray<ArrayBuffer>;
  #canvas: OffscreenCanvasRenderingContext2D | null = null;

  constructor(sidePx: number) {
    this.#sidePx = sidePx;
    this.#rgba = new Uint8ClampedArray(sidePx * sidePx * 4);
  }

  /** Pixels of four bytes; valid until the next call. */
  async cut(picture: VideoFrame | ImageBitmap, crop: CropRegion): Promise<Uint8Array<ArrayBuffer>> {
    const frame = frameOf(picture);
    try {
      if (frame === null || !planesAreThePicture(frame)) {
        return this.#draw(picture, crop);
      }
      sampleCrop(await this.#reader.read(frame), crop, this.#sidePx, this.#rgba);
      return new Uint8Array(this.#rgba.buffer);
    } finally {
      if (frame !== picture) {
        frame?.close();
      }
    }
  }

  /** The browser's own resizing, for pictures whose pixels cannot be read as they lie. */
  #draw(picture: VideoFrame | ImageBitmap, crop: CropRegion): Uint8Array<ArrayBuffer> {
    const side = this.#sidePx;
    this.#canvas ??= new OffscreenCanvas(side, side).getContext("2d", { willReadFrequently: true });
    if (this.#canvas === null) {
      throw new Error("this browser has no canvas in workers");
    }
    const { x, y, width, height } = cropInPixels(crop, sizeOf(picture));
    // Outside the camera's picture there is black, as in MoveNet's training.
    this.#canvas.clearRect(0, 0, side, side);
    this.#canvas.drawImage(picture, x, y, width, height, 0, 0, side, side);
    return new Uint8Array(this.#canvas.getImageData(0, 0, side, side).data.buffer);
  }
}

/** The picture as a frame whose pixels can be read; `null` where the browser has no such thing. */
function frameOf(picture: VideoFrame | ImageBitmap): VideoFrame | null {
  if ("displayWidth" in picture) {
    return picture;
  }
  return "VideoFrame" in globalThis ? new VideoFrame(picture, { timestamp: 0 }) : null;
}
