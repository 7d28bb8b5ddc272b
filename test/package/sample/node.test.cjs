const { test } = require('node:test');
const { liveThrough } = require('./life.cjs');

test('the sample app lives', liveThrough);
