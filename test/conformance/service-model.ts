/**
 * The model of both services from botocore, reduced to the parts for machines. It is AWS's own, not the emulator's;
 * `export_model.py` writes the file.
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
  /** Clients fill this member in. */
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
  /** Only for errors. */
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
  /** The origin of the model, and its copyright. */
  readonly source: string;
  readonly botocore: string;
};

export const MODEL_PATH = join(__dirname, 'service-model.json');

export const model = JSON.parse(readFileSync(MODEL_PATH, 'utf8')) as ModelFile;

/** A pattern of the model in JavaScript's syntax; it must match the whole text. */
export function patternOf({ pattern }: Shape): RegExp | undefined {
  if (pattern === undefined) return undefined;
  // The model is written for Java, where these two are single code points.
  const source = pattern.replace('\\u10000-\\u10FFFF', '\\u{10000}-\\u{10FFFF}').replace(/\\([:_@])/g, '$1');
  return new RegExp(`^(?:${source})$`, 'u');
}
