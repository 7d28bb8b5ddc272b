import { arrow, box, frame, picture } from './svg';

/** The position of each construct in a stack, and its references. */
export function constructs(): string {
  return picture(880, 470, 'Where each construct stands in a stack', [
    frame({ x: 10, y: 10 }, { x: 870, y: 460 }, 'your stack'),
    box({ x: 140, y: 80 }, 210, ['CfnAppInstance', 'of aws-cdk-lib, or an ARN']),
    box({ x: 140, y: 210 }, 210, ['CfnChannel', 'of aws-cdk-lib, or an ARN']),
    box({ x: 140, y: 340 }, 210, ['CfnAppInstanceUser', 'makes the calls: a bearer']),
    box({ x: 440, y: 80 }, 230, ['ChannelFlow', '1 to 3 processors, in order'], 'ours'),
    box({ x: 440, y: 210 }, 230, ['ChannelFlowAssociation', 'flow.addAssociation()'], 'ours'),
    box({ x: 440, y: 300 }, 230, ['ChannelFlowCoverage', 'of every channel without a flow'], 'ours'),
    box({ x: 440, y: 390 }, 230, ['AppInstanceAdmin', 'for coverage and deletion'], 'ours'),
    box({ x: 740, y: 80 }, 210, ['Function', 'your processor']),
    box({ x: 740, y: 210 }, 210, ['ProcessorGuard', 'one per stack, created for you'], 'ours'),
    box(
      { x: 740, y: 340 },
      210,
      ['provider functions', 'one per kind of resource', 'created for you'],
      'ours',
    ),
    arrow({ x: 325, y: 80 }, { x: 245, y: 80 }, 'in'),
    arrow({ x: 555, y: 80 }, { x: 635, y: 80 }, 'invokes'),
    arrow({ x: 440, y: 182 }, { x: 440, y: 108 }),
    arrow({ x: 325, y: 210 }, { x: 245, y: 210 }, 'of'),
    arrow({ x: 325, y: 225 }, { x: 245, y: 325 }, 'by'),
    arrow({ x: 440, y: 328 }, { x: 440, y: 362 }),
    arrow({ x: 325, y: 390 }, { x: 245, y: 355 }, 'promotes'),
    arrow({ x: 740, y: 182 }, { x: 740, y: 108 }, ''),
  ]);
}
