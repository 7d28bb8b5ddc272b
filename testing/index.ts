export * from './cloudformation';
export * from './emulator';
export * from './inspector';
