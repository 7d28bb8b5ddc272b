export * from './deployment';
export * from './emulator';
