export { type Engine, type EngineName, findEngine } from "./engine";
export { createEngineImages, type EngineImages, type EngineImagesOptions } from "./engine-images";
export {
  type EquippedEngine,
  type FoundRegistry,
  findRegistry,
  REGISTRY_IMAGE,
  type RegistryOptions,
  type StartRegistry,
} from "./find-registry";
export { hasImage } from "./has-image";
export type { Registry } from "./registry";
