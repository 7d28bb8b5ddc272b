/** The translations of the README and the docstrings, which ship. */
export const PACKAGE_TABLET = '.jsii.tabl.json';

/** The translations of the docs. They do not ship: `npm run test:languages` compiles them. */
export const DOCS_TABLET = '.jsii.tabl.json.docs';

export const TABLETS = [PACKAGE_TABLET, DOCS_TABLET] as const;
