"""Writes the model card from what was measured:

    python models/card.py --run runs/world

RUN/MODEL_CARD.md, which train.py puts beside the models.
"""

import argparse
import json
from pathlib import Path

STAGES = {"sibling": "attribute network", "judge": "independent judge", "vae": "autoencoder", "clip": "CLIP", "unet": "generator"}
TARGETS = {"kind": 0.98, "colour": 0.96, "coat": 0.85, "scene": 0.98, "medium": 0.98, "lighting": 0.98, "accessory": 0.88, "all": 0.7}
ZERO_SHOT_TARGETS = {name: 0.93 if name == "accessory" else 0.98 for name in TARGETS if name != "all"}


def percent(value):
    return f"{100 * value:.1f} %"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def training_table(records, times):
    rows = []
    for name, record in records.items():
        made = record["parameters"]
        parameters = sum(made.values()) if isinstance(made, dict) else made
        final = ", ".join(f"{key} {value:.3g}" for key, value in record["final"].items() if key != "gradient")
        size = f"{record['steps']} x {record['batch']}"
        pace = f"{record['samplesPerSecond']:.0f}"
        rows.append([STAGES[name], f"{parameters / 1e6:.2f} M", size, f"{record['minutes']:.1f}", record["threads"], pace, record["seed"], final])
    head = ["network", "parameters", "steps x batch", "minutes", "threads", "images/s", "seed", "at the end"]
    trained = sum(record["minutes"] for record in records.values())
    others = sum(seconds for name, seconds in times.items() if name not in STAGES) / 60
    return f"{table(head, rows)}\n\nTraining took {trained:.0f} minutes; drawing, export, calibrating and measuring {others:.0f}."


def score_table(head, measured, targets):
    """One row per attribute: measured (a list of columns), and what was aimed at."""
    rows = [[name, *(percent(column[name]) for column in measured), percent(target)] for name, target in targets.items()]
    return table([*head, "aim"], rows)


def failures(following):
    """The commonest ways to be wrong, from the confusions."""
    lines = []
    for what in ("coats", "accessories"):
        for wanted, seen in sorted(following[what].items()):
            total = sum(seen.values())
            wrong = {value: count for value, count in seen.items() if value != wanted}
            if wrong:
                worst = max(wrong, key=wrong.get)
                lines.append(f"- {wanted}: {sum(wrong.values())} of {total} judged otherwise, most often {worst} ({wrong[worst]})")
    return "\n".join(lines)


def write_card(run):
    def read(name):
        return json.loads((run / f"{name}.json").read_text())

    records = {name: read(name) for name in STAGES}
    export, evaluation, plan = read("export"), read("evaluation"), read("plan")
    vae, following, speed = records["vae"], evaluation["following"], evaluation["speed"]
    i2i, diversity = evaluation["imageToImage"], evaluation["diversity"]
    sizes = [
        [name, f"{graph['megabytes']:.2f}", f"{graph['differenceToTorch']:.0e}", f"{graph['differenceByRounding']:.0e}"]
        for name, graph in export["graphs"].items()
    ]
    guidance = [
        [row["guidance"], row["prompts"], *(percent(row["agreement"][name]) for name in ("kind", "coat", "accessory", "all"))]
        for row in evaluation["guidance"]
    ]
    warning = "**A smoke run: these models are untrained and every figure is meaningless.**\n\n" if plan["smoke"] else ""
    return f"""# The small world's models

{warning}Written by models/card.py from what was measured; nothing here is typed by hand but the words.

A diffusion model and a CLIP for one closed world: ten drawn animals in 64 x 64 pixels. They show and test a loop that needs a generator that
obeys prompts. They know nothing else: no other subject, no other style, no photograph of anything real.

## Data

{plan["pictures"]["train"]} pictures for training, {plan["pictures"]["judge-train"]} others for the judge alone, by the repository's own
renderer (kernel-helpers/src/dataset/critters), all attributes independent of one another; captions by models/captions.mjs, six per picture.
No picture or text of anybody else. Licence of pictures and models: that of the repository, Apache-2.0.

## Training

{training_table(records, read("times"))}

Autoencoder: {vae["noiseRatio"]:.1f} dB on unseen pictures. CLIP prefers the true caption to its false twin for
{percent(records["clip"]["twinAccuracy"])} of unseen pairs; its logit scale is {records["clip"]["scale"]:.1f}.

## Size and parity

{table(["graph", "MB", "ONNX - PyTorch", "half - full weights"], sizes)}

Together {export["megabytes"]:.2f} MB; weights stored as half floats, computed in float32; largest differences of outputs.

## What the independent judge sees

It was trained on pictures of its own and used in no training. {evaluation["zeroShot"]["images"]} unseen renders; {vae["gate"]} was the least
share of coats on reconstructions; {following["prompts"]} prompts that name all seven attributes, guidance {following["guidance"]}, 20 steps.

{score_table(
    ["attribute", "renders", "reconstructions", "generated"],
    [evaluation["judge"], {**vae["judgeOnReconstructions"], "all": float("nan")}, following["agreement"]],
    TARGETS,
).replace("nan %", "-")}

Mean cosine of a generated picture and its prompt in CLIP's space: {following["clipCosine"]:.2f}.

It fails as real generators do:

{failures(following)}

{table(["guidance", "prompts", "kind", "coat", "accessory", "all seven"], guidance)}

Image-to-image at strength {i2i["strength"]}, {i2i["images"]} pictures. Told another colour: colour as said {percent(i2i["recoloured"]["colourAsSaid"])},
kind kept {percent(i2i["recoloured"]["kindKept"])}, scene kept {percent(i2i["recoloured"]["sceneKept"])}. Told another scene: scene as said
{percent(i2i["moved"]["sceneAsSaid"])}, kind kept {percent(i2i["moved"]["kindKept"])}.

Diversity of {diversity["images"]} images of one prompt, as a share of the renderer's, mean over {len(diversity["prompts"])} prompts:
{percent(diversity["clip"])} in CLIP's space, {percent(diversity["pixels"])} in pixels (aim: 70 %).

## Zero-shot accuracy of CLIP on unseen renders

{score_table(["attribute", "accuracy"], [evaluation["zeroShot"]["accuracy"]], ZERO_SHOT_TARGETS)}

## Speed

{speed["secondsPerImage"]:.3f} s per image one by one, {speed["secondsPerImageInEights"]:.3f} s in batches of 8, at 20 steps with guidance, in
Node {speed["node"]} on {speed["processors"]} x {speed["processor"]}. The image of seed 1 has the digest {speed["digestOfSeed1"]}.

## Limits

One training run of one seed. The judge is a network as well: its share on renders is the most that generated pictures can be expected to reach.
Words outside the vocabulary are read as "unknown" and say nothing. Pictures of other subjects cannot be embedded or continued meaningfully.
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", type=Path, default=Path("runs/world"))
    run = parser.parse_args().run
    path = run / "MODEL_CARD.md"
    path.write_text(write_card(run))
    print(f"card: {path}")


if __name__ == "__main__":
    main()
