const { liveThrough } = require('./life.cjs');

test('the sample app lives', liveThrough, 300_000);
