export { chooseScreen, type ScreenTerminal } from "./choose";
export { liveScreen, type Screen, type ScreenStream } from "./live";
export { plainLines } from "./plain";
export { renderScreen, type ScreenOptions } from "./render";
export { renderSummary } from "./summary";
