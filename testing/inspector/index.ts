/** The page that shows what happens on an emulator. It knows the emulator and the server. */
export { Inspector, type InspectorOptions } from './inspector';
