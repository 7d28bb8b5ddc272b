export * from './deployment';
export * from './emulator';
export * from './inspector';
