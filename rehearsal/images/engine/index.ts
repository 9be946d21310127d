export { type Engine, type EngineName, findEngine } from "./engine";
export { createEngineImages, type EngineImages, type EngineImagesOptions } from "./engine-images";
export { type Registry, type RegistryOptions, startRegistry } from "./registry";
