import type { StoredObject } from './local-s3';
import { element } from '../xml-element';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

export interface ObjectList {
  readonly bucket: string;
  readonly prefix: string;
  readonly maximum: number;
  readonly page: readonly (readonly [key: string, object: StoredObject])[];
  readonly isTruncated: boolean;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listXml({ bucket, prefix, maximum, page, isTruncated }: ObjectList): string {
  const [lastKey = ''] = page.at(-1) ?? [];
  const contents = page.map(([key, { etag, lastModified, body }]) => [
    '<Contents>',
    element('Key', key),
    element('LastModified', new Date(lastModified).toISOString()),
    element('ETag', etag),
    element('Size', body.length),
    element('StorageClass', 'STANDARD'),
    '</Contents>',
  ]);
  return [
    `${DECLARATION}<ListBucketResult xmlns="${NAMESPACE}">`,
    element('Name', bucket),
    element('Prefix', prefix),
    element('KeyCount', page.length),
    element('MaxKeys', maximum),
    element('IsTruncated', isTruncated),
    ...(isTruncated ? [element('NextContinuationToken', lastKey)] : []),
    ...contents.flat(),
    '</ListBucketResult>',
  ].join('');
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function errorXml(code: string, message: string, resource: { bucket: string; key: string }): string {
  const path = `/${resource.bucket}/${resource.key}`;
  const parts = [element('Code', code), element('Message', message), element('Resource', path)];
  return `${DECLARATION}<Error>${parts.join('')}</Error>`;
}
