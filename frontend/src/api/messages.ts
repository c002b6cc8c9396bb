import type { components } from "./schema";

/** What the server sends or takes by that name in its OpenAPI document; never changed in place. */
export type Message<Name extends keyof components["schemas"]> = Frozen<components["schemas"][Name]>;

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/**
 * Compiles only where the first type can stand where the second is asked for. Types that say more
 * than the document does (a fixed length, one version) are held to it by this.
 */
export type Fits<Narrow extends Wide, Wide> = Narrow;
