export const WARM_UP = 200;
export const COUNT = 500;
