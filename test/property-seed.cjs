/** Property tests draw the same cases in every run, so that a red run stays red; another seed: FAST_CHECK_SEED=7 npx jest test/store */
require("fast-check").configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20241216) });
