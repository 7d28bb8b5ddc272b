import type { ServiceContext } from './context';
import { operation } from './operation';
import { checkTagKeys } from './tag-keys';
import { chimeArn, list, tagKey, tags } from '../model';
import { badRequest, limitExceeded, refusal } from '../service-error';
import { findResource, type Resource } from '../state';

const MAXIMUM_TAGS = 50;

/** The routes for tags, which both services share. */
export const tagOperations = {
  TagResource: operation({
    method: 'POST',
    path: '/tags?operation=tag-resource',
    statusCode: 204,
    input: { ResourceARN: chimeArn, Tags: tags },
    resources: ({ ResourceARN }) => [ResourceARN],
    handle(ctx, input) {
      const resource = existing(ctx, input.ResourceARN);
      checkTagKeys(input.Tags);
      const merged = new Map([...resource.tags, ...input.Tags.map((tag) => [tag.Key, tag.Value] as const)]);
      if (merged.size > MAXIMUM_TAGS) throw limitExceeded(`a resource has at most ${MAXIMUM_TAGS} tags`);
      for (const [key, value] of merged) resource.tags.set(key, value);
      return {};
    },
  }),

  UntagResource: operation({
    method: 'POST',
    path: '/tags?operation=untag-resource',
    statusCode: 204,
    input: { ResourceARN: chimeArn, TagKeys: list(tagKey, 1, 50) },
    resources: ({ ResourceARN }) => [ResourceARN],
    handle(ctx, input) {
      const resource = existing(ctx, input.ResourceARN);
      const isMissing = input.TagKeys.some((key) => !resource.tags.has(key));
      if (isMissing && ctx.behavior.untagMissingKey === 'BadRequest') {
        throw badRequest("'TagKeys' names a tag that the resource does not have");
      }
      for (const key of input.TagKeys) resource.tags.delete(key);
      return {};
    },
  }),

  ListTagsForResource: operation({
    method: 'GET',
    path: '/tags',
    query: { arn: 'ResourceARN' },
    statusCode: 200,
    input: { ResourceARN: chimeArn },
    resources: ({ ResourceARN }) => [ResourceARN],
    handle(ctx, input) {
      const resource = existing(ctx, input.ResourceARN);
      return { Tags: [...resource.tags].map(([Key, Value]) => ({ Key, Value })) };
    },
  }),
};

function existing(ctx: ServiceContext, arn: string): Resource {
  const resource = findResource(ctx.store, arn);
  if (!resource) {
    const isFlow = arn.includes('/channel-flow/');
    throw refusal(isFlow ? ctx.behavior.absentFlow : ctx.behavior.absentResource, `${arn} does not exist`);
  }
  return resource;
}
