/** What changes while the command runs: files of an app, and the functions that run them. It knows functions, and no emulator. */
export { FunctionSources } from './function-sources';
export { WatchedFolder } from './watched-folder';
export { appFiles, allFiles, moduleFiles, withoutReadyFile, type WatchRules } from './watch-rules';
