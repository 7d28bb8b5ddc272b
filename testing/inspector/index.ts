/** The page that shows what happens on an emulator. It imports the emulator and the server. */
export { Inspector, type InspectorOptions } from './inspector';
