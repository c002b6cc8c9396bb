/** What the page and the LiteRT worker say to each other. */
export type ToWorker =
  | {
      readonly type: "start";
      readonly runtimeDir: string;
      readonly threads: boolean;
      readonly modelUrl: string;
      readonly modelSha256: string;
      readonly modelBytes: number;
      readonly inputSidePx: number;
    }
  | { readonly type: "detect"; readonly id: number; readonly picture: ImageBitmap };

export type FromWorker =
  | { readonly type: "progress"; readonly fraction: number }
  | { readonly type: "started" }
  | {
      readonly type: "failed";
      readonly reason: "checksum" | "start_failed";
      readonly detail: string;
    }
  /** 17 x (y, x, score) in units of the picture that was sent. */
  | { readonly type: "pose"; readonly id: number; readonly output: Float32Array }
  | { readonly type: "frame_failed"; readonly id: number; readonly detail: string };
