/**
 * How far what the service tells may lag behind what it has done, in milliseconds. Where things are proven gone after a
 * refusal, one look proves nothing.
 */
export const LAG = 8_500;
