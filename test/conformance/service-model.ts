/**
 * The model of both services as botocore ships it, reduced to what machines read. It is AWS's own word, not that of the
 * emulator; `export_model.py` makes the file.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SERVICES = ['messaging', 'identity'] as const;
export type ServiceName = (typeof SERVICES)[number];

export interface Reference {
  readonly shape: string;
}

export interface MemberReference extends Reference {
  readonly location?: 'uri' | 'querystring' | 'header';
  readonly locationName?: string;
  /** Clients fill it in. */
  readonly idempotencyToken?: boolean;
}

export interface Shape {
  readonly type: 'string' | 'integer' | 'boolean' | 'timestamp' | 'list' | 'map' | 'structure';
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly member?: Reference;
  readonly key?: Reference;
  readonly value?: Reference;
  readonly members?: Readonly<Record<string, MemberReference>>;
  readonly required?: readonly string[];
  /** Of an error. */
  readonly error?: { readonly httpStatusCode: number };
}

export interface OperationModel {
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input: Reference;
  readonly output?: Reference;
  readonly errors: readonly Reference[];
}

export interface ServiceModel {
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export type ModelFile = Readonly<Record<ServiceName, ServiceModel>> & {
  /** What it is made of, and whose that is. */
  readonly source: string;
  readonly botocore: string;
};

export const MODEL_PATH = join(__dirname, 'service-model.json');

export const model = JSON.parse(readFileSync(MODEL_PATH, 'utf8')) as ModelFile;

/** A pattern of the model as JavaScript has it; the whole of a text must match. */
export function patternOf({ pattern }: Shape): RegExp | undefined {
  if (pattern === undefined) return undefined;
  // The model is written for Java, where these two are single code points.
  const source = pattern.replace('\\u10000-\\u10FFFF', '\\u{10000}-\\u{10FFFF}').replace(/\\([:_@])/g, '$1');
  return new RegExp(`^(?:${source})$`, 'u');
}
