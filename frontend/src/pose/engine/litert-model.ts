import { type CompiledModel, Tensor } from "@litertjs/core";

/** A compiled LiteRT network whose input is a square picture of four bytes a pixel. */
export class LiteRtModel {
  readonly sidePx: number;
  readonly #model: CompiledModel;
  #tensors = 0;

  /** @throws Error when the network takes something else. */
  constructor(model: CompiledModel, sidePx: number) {
    const shape = [...(model.getInputDetails()[0]?.shape ?? [])].join("x");
    if (shape !== `1x${sidePx}x${sidePx}x4`) {
      throw new Error(`the model takes ${shape}, not 1x${sidePx}x${sidePx}x4`);
    }
    this.sidePx = sidePx;
    this.#model = model;
  }

  /** Tensors that were alive after the last picture. */
  get tensors(): number {
    return this.#tensors;
  }

  /** The network's outputs of those names, in their order. */
  async run<const Names extends readonly string[]>(
    rgba: Uint8Array<ArrayBuffer>,
    names: Names,
  ): Promise<{ readonly [Index in keyof Names]: Float32Array }> {
    const held: Tensor[] = [];
    try {
      const input = new Tensor(rgba, [1, this.sidePx, this.sidePx, 4]);
      held.push(input);
      const outputs = await this.#model.run({ rgba: input });
      held.push(...Object.values(outputs));
      const values = names.map((name) => floats(outputs[name]));
      return (await Promise.all(values)) as { [Index in keyof Names]: Float32Array };
    } finally {
      for (const tensor of held) {
        tensor.delete();
      }
      this.#tensors = held.filter((tensor) => !tensor.deleted).length;
    }
  }
}

async function floats(tensor: Tensor | undefined): Promise<Float32Array> {
  const values = await tensor?.data();
  if (!(values instanceof Float32Array)) {
    throw new Error("the network did not answer in 32-bit floats");
  }
  return values;
}
