/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where a picture lies that is shown whole and centred inside a window (`object-fit: contain`). */
export function containedBox(picture: Size, window: Size): Box {
  if (picture.width <= 0 || picture.height <= 0) return { x: 0, y: 0, width: 0, height: 0 };
  const scale = Math.min(window.width / picture.width, window.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { x: (window.width - width) / 2, y: (window.height - height) / 2, width, height };
}
