import { type PicturePlanes, yuvMatrix } from "./picture-planes";

/** Pixel formats that can be sampled where they lie, and how their four bytes are laid out. */
const PACKED: Readonly<Record<string, { readonly red: 0 | 2; readonly blue: 0 | 2 }>> = {
  RGBA: { red: 0, blue: 2 },
  RGBX: { red: 0, blue: 2 },
  BGRA: { red: 2, blue: 0 },
  BGRX: { red: 2, blue: 0 },
};

/** What newer browsers say of frames from turned cameras; absent means upright. */
interface Turned {
  readonly rotation?: number;
  readonly flip?: boolean;
}

/** Whether a frame's pixels in memory are the picture that is shown: a format known here, upright, not stretched. */
export function planesAreThePicture(frame: VideoFrame): boolean {
  const { format, visibleRect, displayWidth, displayHeight } = frame;
  const { rotation = 0, flip = false } = frame as Turned;
  const known = format !== null && (format === "I420" || format === "NV12" || format in PACKED);
  return (
    known &&
    rotation === 0 &&
    !flip &&
    visibleRect !== null &&
    visibleRect.width === displayWidth &&
    visibleRect.height === displayHeight
  );
}

/** Copies a frame's pixels into memory that it keeps for the next frame. */
export class PlanesReader {
  #bytes = new Uint8Array(0);

  /** The pixels of a frame for which `planesAreThePicture`; valid until the next call. */
  async read(frame: VideoFrame): Promise<PicturePlanes> {
    const size = frame.allocationSize();
    if (this.#bytes.length < size) {
      this.#bytes = new Uint8Array(size);
    }
    const layout = await frame.copyTo(this.#bytes);
    const image = { widthPx: frame.displayWidth, heightPx: frame.displayHeight };
    const [first, second, third] = layout;
    if (first === undefined) {
      throw new Error("the browser gave a picture without pixels");
    }
    const packed = PACKED[frame.format ?? ""];
    if (packed !== undefined) {
      const { offset, stride } = first;
      return { kind: "packed", bytes: this.#bytes, offset, stride, ...packed, ...image };
    }
    if (second === undefined) {
      throw new Error(`the browser gave a ${String(frame.format)} picture without colours`);
    }
    return {
      kind: "yuv",
      bytes: this.#bytes,
      yOffset: first.offset,
      yStride: first.stride,
      uOffset: second.offset,
      vOffset: third?.offset ?? second.offset + 1,
      chromaStride: second.stride,
      chromaStep: third === undefined ? 2 : 1,
      matrix: yuvMatrix(frame.colorSpace.matrix, frame.colorSpace.fullRange ?? false),
      ...image,
    };
  }
}
