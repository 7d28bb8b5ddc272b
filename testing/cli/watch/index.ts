/**
 * Changes while the command runs: of an app's files, and of the functions that run them. It imports functions, but no
 * emulator.
 */
export { FunctionSources } from './function-sources';
export { WatchedFolder } from './watched-folder';
export { appFiles, allFiles, moduleFiles, withoutReadyFile, type WatchRules } from './watch-rules';
