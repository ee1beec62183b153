/**
 * What the diffusion loop costs beyond the networks, what a batch gains, and whether memory stays flat. After a build:
 *   node bench/diffusion.mjs [MODEL_FOLDER]
 * MODEL_FOLDER: any model in a supported layout (its own size, 4 steps); default: the tiny random-weight one of the tests, where
 * the loop's share says nothing about real models: a UNet that takes a millisecond makes every overhead look large. `--mid` makes a larger
 * random-weight UNet with Python (torch and diffusers, named by PYTHON) first.
 */
import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
const dist = (name) => require(join(root, "kernel-helpers/dist", `${name}.js`));
const { createInferenceProcess } = dist("inference/inference-process");
const { stableDiffusion } = dist("generate/stable-diffusion");
const { builtFile } = dist("inference/built-file");
const { readModelFolder } = dist("generate/diffusion/read-model-folder");
const { openModel } = dist("generate/diffusion/open-model");
const { prepareTexts } = dist("generate/diffusion/prepare-texts");
const { parseSchedulerConfig } = dist("generate/diffusion/schedulers/scheduler-config");

const golden = join(root, "test/golden/diffusion");
const source = { id: "source", path: join(golden, "source.png"), className: "cat" };
const scratch = await mkdtemp(join(tmpdir(), "datacrafter-bench-"));
const isMid = process.argv.includes("--mid");
const given = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
const inference = createInferenceProcess();
try {
  const directory = given ?? (await tinyModel());
  if (isMid) makeMid(join(directory, "unet"));
  console.log(
    `${given ?? (isMid ? "random weights, UNet of 160 and 320 channels" : "tiny random weights")}, Node ${process.version}`,
  );
  await loopOverhead(directory);
  await batchGain(directory);
  if (!given && !isMid) await memory(directory);
} finally {
  inference.close();
  await rm(scratch, { recursive: true });
}

/** The loop's seconds beyond the UNet's own, as a share of the UNet's. */
async function loopOverhead(directory) {
  const folder = await readModelFolder(directory);
  const model = await openModel(folder, inference);
  const { name, config } = parseSchedulerConfig(folder.scheduler);
  const texts = prepareTexts(model, "a photo of a small cat", "");
  const size = isMid ? 256 : model.trainedSize;
  const run = async () => {
    const { runSeconds, loopSeconds } = await inference.run(builtFile("generate/diffusion/diffusion-job"), {
      ...{ parts: model.parts, facts: model.facts, scheduler: name, config, steps: isMid || given ? 4 : 20 },
      ...{ strength: 1, guidance: 7.5, width: size, height: size, hasPreviews: false },
      images: [{ ...texts, seed: 1, source: null }],
    });
    return { runSeconds, loopSeconds };
  };
  await run();
  const { runSeconds, loopSeconds } = await run();
  const share = (100 * (loopSeconds - runSeconds)) / runSeconds;
  console.log(
    `loop: ${loopSeconds.toFixed(3)} s, of it UNet ${runSeconds.toFixed(3)} s: ${share.toFixed(2)} % on top (${size} pixels)`,
  );
}

/** Images per second in batches of 4 over one by one. */
async function batchGain(directory) {
  const rate = async (batch, n) => {
    const size = isMid ? 256 : undefined;
    const options = { batch, steps: isMid || given ? 2 : 10, strength: 1, width: size, height: size, inference };
    const generator = stableDiffusion(directory, options);
    const make = (seed) => generator.generate({ prompt: "a photo of a small cat", source, seed });
    await make(0);
    const begin = performance.now();
    await Promise.all(Array.from({ length: n }, (_, seed) => make(seed)));
    return (1000 * n) / (performance.now() - begin);
  };
  const n = isMid || given ? 4 : 24;
  const [one, four] = [await rate(1, n), await rate(4, n)];
  console.log(
    `images per second: one by one ${one.toFixed(2)}, in fours ${four.toFixed(2)}: ratio ${(four / one).toFixed(2)}`,
  );
}

/** The inference process's resident memory over 200 images. */
async function memory(directory) {
  const generator = stableDiffusion(directory, { batch: 4, steps: 2, inference });
  const resident = async () =>
    Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${inference.pid}/status`, "utf8"))?.[1]) / 1024;
  const seen = [];
  for (let image = 0; image < 200; image += 4) {
    await Promise.all(
      [0, 1, 2, 3].map((i) => generator.generate({ prompt: `a cat ${image}`, source, seed: image + i })),
    );
    if (image % 40 === 0) seen.push(`${(await resident()).toFixed(0)}`);
  }
  console.log(
    `memory of the inference process, MiB, every 40 images: ${seen.join(", ")}, ${(await resident()).toFixed(0)}`,
  );
}

async function tinyModel() {
  const parts = ["tokenizer", "text_encoder", "unet", "vae_encoder", "vae_decoder"];
  for (const part of parts) {
    const from = join(golden, "parts", part);
    await mkdir(join(scratch, part));
    for (const file of await readdir(from)) {
      if (!file.endsWith(".gz")) await cp(join(from, file), join(scratch, part, file));
      else await writeFile(join(scratch, part, file.slice(0, -3)), gunzipSync(await readFile(join(from, file))));
    }
  }
  await mkdir(join(scratch, "scheduler"));
  const scheduler = {
    _class_name: "DDIMScheduler",
    beta_schedule: "scaled_linear",
    beta_start: 0.00085,
    beta_end: 0.012,
    clip_sample: false,
  };
  await writeFile(join(scratch, "scheduler/scheduler_config.json"), JSON.stringify(scheduler));
  return scratch;
}

/** Overwrites the UNet with one of 160 and 320 channels (SD 1.5: 320 to 1280) and the tests' text size. */
function makeMid(folder) {
  const program = `
import json, sys, torch, diffusers
torch.set_num_threads(1)
net = diffusers.UNet2DConditionModel(sample_size=32, block_out_channels=(160, 320), layers_per_block=1, down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"), cross_attention_dim=16, attention_head_dim=8).eval()
net.set_attn_processor(diffusers.models.attention_processor.AttnProcessor())
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.net = net
    def forward(self, sample, timestep, states):
        return self.net(sample, timestep, states, return_dict=False)[0]
axes = {0: "batch_size", 2: "height", 3: "width"}
torch.onnx.export(Net().eval(), (torch.randn(2, 4, 32, 32), torch.tensor(1), torch.randn(2, 77, 16)), sys.argv[1] + "/model.onnx", input_names=["sample", "timestep", "encoder_hidden_states"], output_names=["out_sample"], dynamic_axes={"sample": axes, "out_sample": axes, "encoder_hidden_states": {0: "batch_size", 1: "sequence_length"}}, opset_version=17, dynamo=False)
`;
  execFileSync(process.env.PYTHON ?? "python3", ["-W", "ignore", "-c", program, folder], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}
