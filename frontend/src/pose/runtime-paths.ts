/** Addresses of everything a runtime loads. All of it is served by the product itself. */
const STATIC = import.meta.env.BASE_URL;

export const LITERT_VERSION = "2.5.3";
export const TFJS_VERSION = "4.22.0";

export const LITERT_DIR = `${STATIC}litert/${LITERT_VERSION}/`;
export const TFJS_WASM_DIR = `${STATIC}tfjs/${TFJS_VERSION}/`;
export const MODELS_DIR = `${STATIC}models/`;
