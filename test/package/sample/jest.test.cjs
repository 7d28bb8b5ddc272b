const { liveThrough } = require('./life.cjs');

test('the sample app lives', liveThrough, 60_000);
