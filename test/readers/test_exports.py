"""What saveDataset writes, read by tools that know nothing of it. Run by "npm test -- readers"; EXPORTS is the folder that write-exports.mjs filled."""
import collections
import csv
import json
import os
import pathlib
import unittest
import xml.etree.ElementTree as ElementTree

import duckdb
import yaml
from pycocotools.coco import COCO

ROOT = pathlib.Path(os.environ["EXPORTS"])
EXPECTED = json.loads((ROOT / "expected.json").read_text("utf8"))
SPLITS = ("train", "val", "test")
SIZE = 32


def of_split(split):
    return [image for image in EXPECTED if image["split"] == split]


def boxes_of(image):
    """As the formats that know a class by its boxes have them: an image without any gets one around all of it."""
    whole = [{"className": image["className"], "x": 0, "y": 0, "width": SIZE, "height": SIZE}]
    return [(box["className"], box["x"], box["y"], box["width"], box["height"]) for box in image["boxes"] or whole]


def all_boxes(images):
    return collections.Counter(box for image in images for box in boxes_of(image))


class Exports(unittest.TestCase):
    maxDiff = None

    def test_pycocotools_reads_images_boxes_and_classes(self):
        for split in SPLITS:
            coco = COCO(ROOT / f"coco/annotations/instances_{split}.json")
            names = {category["id"]: category["name"] for category in coco.loadCats(coco.getCatIds())}
            images = coco.loadImgs(coco.getImgIds())
            self.assertEqual(len(images), len(of_split(split)))
            for image in images:
                self.assertTrue((ROOT / f"coco/images/{split}" / image["file_name"]).is_file())
                self.assertEqual((image["width"], image["height"]), (SIZE, SIZE))
            found = [(names[a["category_id"]], *a["bbox"]) for a in coco.loadAnns(coco.getAnnIds())]
            self.assertEqual(collections.Counter(found), all_boxes(of_split(split)))

    def test_pycocotools_reads_captions(self):
        coco = COCO(ROOT / "coco/annotations/captions_train.json")
        found = sorted(caption["caption"] for caption in coco.loadAnns(coco.getAnnIds()))
        self.assertEqual(found, sorted(image["caption"] for image in of_split("train")))

    def test_a_yolo_set_is_laid_out_as_ultralytics_looks_for_it(self):
        # docs.ultralytics.com/datasets/detect: names by number; labels/ in the place of images/; shares of the image in [0, 1]
        data = yaml.safe_load((ROOT / "yolo/data.yaml").read_text("utf8"))
        self.assertEqual(list(data["names"]), list(range(data["nc"])))
        for split in SPLITS:
            found = []
            pictures = sorted((ROOT / "yolo" / data[split]).iterdir())
            self.assertEqual(len(pictures), len(of_split(split)))
            for picture in pictures:
                label = pathlib.Path(str(picture).replace(f"{os.sep}images{os.sep}", f"{os.sep}labels{os.sep}")).with_suffix(".txt")
                for line in label.read_text("utf8").splitlines():
                    number, *shares = line.split()
                    x, y, width, height = (float(share) for share in shares)
                    self.assertTrue(all(0 <= share <= 1 for share in (x, y, width, height)))
                    box = ((x - width / 2) * SIZE, (y - height / 2) * SIZE, width * SIZE, height * SIZE)
                    found.append((data["names"][int(number)], *(round(value, 3) + 0.0 for value in box)))
            self.assertEqual(collections.Counter(found), all_boxes(of_split(split)))

    def test_voc_annotations_have_what_the_devkit_asks_for(self):
        root = ROOT / "voc"
        for split in SPLITS:
            found = []
            names = (root / f"ImageSets/Main/{split}.txt").read_text("utf8").splitlines()
            for name in names:
                annotation = ElementTree.parse(root / f"Annotations/{name}.xml").getroot()
                self.assertTrue((root / "JPEGImages" / annotation.findtext("filename")).is_file())
                self.assertEqual([annotation.findtext(f"size/{key}") for key in ("width", "height", "depth")], ["32", "32", "3"])
                for one in annotation.iter("object"):
                    left, top, right, bottom = (float(one.findtext(f"bndbox/{key}")) for key in ("xmin", "ymin", "xmax", "ymax"))
                    found.append((one.findtext("name"), left - 1, top - 1, right - left + 1, bottom - top + 1))
                    self.assertEqual([one.findtext(key) for key in ("difficult", "truncated")], ["0", "0"])
            self.assertEqual(len(names), len(of_split(split)))
            self.assertEqual(collections.Counter(found), all_boxes(of_split(split)))

    def test_pythons_csv_and_duckdb_read_the_same_table(self):
        table = ROOT / "csv/images.csv"
        with open(table, encoding="utf8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["caption"] for row in rows], [image["caption"] for image in EXPECTED])
        self.assertTrue(all((ROOT / "csv" / row["file_name"]).is_file() for row in rows))
        query = f"SELECT class_name, split, caption, seed FROM read_csv('{table}', header = true, quote = '\"', escape = '\"')"
        found = [(name, split, caption, seed) for name, split, caption, seed in duckdb.sql(query).fetchall()]
        self.assertEqual(found, [(i["className"], i["split"], i["caption"], i["seed"]) for i in EXPECTED])

    def test_duckdb_reads_parquet_with_bytes_labels_and_boxes(self):
        for split, name in (("train", "train"), ("val", "validation"), ("test", "test")):
            file = ROOT / f"parquet/data/{name}-00000-of-00001.parquet"
            rows = duckdb.sql(f"SELECT image.bytes, image.path, label, caption, seed, objects FROM read_parquet('{file}')").fetchall()
            [(metadata,)] = duckdb.sql(f"SELECT value FROM parquet_kv_metadata('{file}') WHERE key = 'huggingface'").fetchall()
            features = json.loads(bytes(metadata))["info"]["features"]
            self.assertEqual(features["image"], {"_type": "Image"})
            found = []
            for data, path, label, caption, seed, objects in rows:
                self.assertTrue(bytes(data).startswith(b"\x89PNG") and path.endswith(".png"))
                boxes = objects and [(c, *box) for c, box in zip(objects["categories"], objects["bbox"], strict=True)]
                found.append((features["label"]["names"][label], caption, seed, boxes))
            wanted = [(i["className"], i["caption"], i["seed"], i["boxes"] and boxes_of(i)) for i in of_split(split)]
            self.assertEqual(found, wanted)

    def test_hugging_face_metadata_has_the_same_keys_and_types_in_every_line(self):
        # huggingface.co/docs/datasets/image_dataset: file_name relative to the file; one schema for all splits
        kinds = collections.defaultdict(set)
        for split, name in (("train", "train"), ("val", "validation"), ("test", "test")):
            lines = [json.loads(line) for line in (ROOT / f"hf/{name}/metadata.jsonl").read_text("utf8").splitlines()]
            self.assertEqual([line["class_name"] for line in lines], [image["className"] for image in of_split(split)])
            for line in lines:
                self.assertTrue((ROOT / f"hf/{name}" / line["file_name"]).is_file())
                self.assertEqual(list(line), list(lines[0]))
                for key, value in line.items():
                    kinds[key].add(type(value))
        self.assertTrue(all(len(found - {type(None)}) == 1 for found in kinds.values()), kinds)

    def test_class_folders_are_those_that_torchvision_lists(self):
        # torchvision.datasets.ImageFolder: every folder below a split is a class
        for split in SPLITS:
            found = sum(1 for _ in (ROOT / "imagefolder" / split).glob("*/*.png"))
            self.assertEqual(found, len(of_split(split)))
