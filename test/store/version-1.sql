-- A session as DataCrafter 0.1.0 left it at schema version 1, killed in the middle of its second iteration: sqlite3 session.db .dump, with the two pragmas that .dump leaves out.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES('holder','{"pid":1,"host":"somewhere","since":1700000000000}');
INSERT INTO meta VALUES('session','{"name":"pets","classes":["cat","dog"],"seed":1}');
CREATE TABLE images (
  id TEXT PRIMARY KEY,
  iteration INTEGER NOT NULL,
  position INTEGER NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('original', 'generated')),
  split TEXT NOT NULL CHECK (split IN ('train', 'test')),
  class_name TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  file TEXT NOT NULL,
  original_path TEXT,
  original_relative_path TEXT,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  caption TEXT,
  attributes TEXT NOT NULL,
  feedback TEXT NOT NULL DEFAULT 'none' CHECK (feedback IN ('none', 'rejected', 'wanted')),
  parameters TEXT,
  warnings TEXT,
  seconds REAL,
  added_at INTEGER NOT NULL
) STRICT;
INSERT INTO images VALUES('ab30f88582856dc7',0,0,'original','test','cat','10677a5c8b2aa1a9a28fbd050722e9e1596e59fd73b9ba95bda487eca3b03972','images/10/10677a5c8b2aa1a9a28fbd050722e9e1596e59fd73b9ba95bda487eca3b03972.png','/data/pets/test/cat/0.png','test/cat/0.png',6,4,NULL,'{}','none',NULL,NULL,NULL,1795394565674);
INSERT INTO images VALUES('b58bf6a2f4d787ba',0,1,'original','test','dog','2a32bddf33db0d15b582a97c10dd490ea0bcff6460d7dd7a89ac1db2c51c0f61','images/2a/2a32bddf33db0d15b582a97c10dd490ea0bcff6460d7dd7a89ac1db2c51c0f61.png','/data/pets/test/dog/0.png','test/dog/0.png',6,4,NULL,'{}','none',NULL,NULL,NULL,1795394565674);
INSERT INTO images VALUES('4258541f1a050bf2',0,2,'original','train','cat','ac06277e40990258ccc8c8142ae5c2c59f9eb7739866c835bd639f865274765f','images/ac/ac06277e40990258ccc8c8142ae5c2c59f9eb7739866c835bd639f865274765f.png','/data/pets/train/cat/0.png','train/cat/0.png',6,4,NULL,'{}','none',NULL,NULL,NULL,1795394565674);
INSERT INTO images VALUES('b053195cb40dc5aa',0,3,'original','train','dog','11c87b83c6f779dc0487b46d8de5097154b94f1c4d62d69b26109279e08fad75','images/11/11c87b83c6f779dc0487b46d8de5097154b94f1c4d62d69b26109279e08fad75.png','/data/pets/train/dog/0.png','train/dog/0.png',6,4,NULL,'{}','none',NULL,NULL,NULL,1795394565674);
INSERT INTO images VALUES('g79e7640b36661ed',1,3,'generated','train','dog','18b060bb78fc52f8e47b4d3a4c325d3a2a4bca480f33ee0e69cc586c0dc5988f','images/18/18b060bb78fc52f8e47b4d3a4c325d3a2a4bca480f33ee0e69cc586c0dc5988f.png',NULL,NULL,6,4,NULL,'{}','none','{"strength":"1"}','[]',0.029000000000000001471,1795394565742);
INSERT INTO images VALUES('g759ec5b013a72e2',1,0,'generated','train','cat','d9b7eba8230ecd39b02feb82f0aa29d2e29ab572bb04a0b5212b78e706884f05','images/d9/d9b7eba8230ecd39b02feb82f0aa29d2e29ab572bb04a0b5212b78e706884f05.png',NULL,NULL,6,4,NULL,'{}','rejected','{"strength":"1"}','[]',0.029999999999999998889,1795394565743);
INSERT INTO images VALUES('g0cfe38ac9f6c23f',1,2,'generated','train','dog','bb0994ac400eba238bad367d823232fec0126a54648d7144baf594d7fb022ecb','images/bb/bb0994ac400eba238bad367d823232fec0126a54648d7144baf594d7fb022ecb.png',NULL,NULL,6,4,NULL,'{}','none','{"strength":"1"}','[]',0.030999999999999999777,1795394565744);
CREATE TABLE templates (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  class_name TEXT NOT NULL,
  text TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active', 'proposed', 'discarded', 'replaced')),
  parent_id TEXT,
  why TEXT NOT NULL,
  iteration INTEGER NOT NULL
) STRICT;
INSERT INTO templates VALUES('p02ded1a43bb1195',0,'cat','[an image of | a real-world photo of | a cartoon image of | an oil painting of | a sketch of] a [ | colorful | stylized | high-contrast | low-contrast | posterized | solarized | sheared | bright | dark] {class}','replaced',NULL,'[]',0);
INSERT INTO templates VALUES('pb3bbe6bbfb84565',1,'dog','[an image of | a real-world photo of | a cartoon image of | an oil painting of | a sketch of] a [ | colorful | stylized | high-contrast | low-contrast | posterized | solarized | sheared | bright | dark] {class}','active',NULL,'[]',0);
INSERT INTO templates VALUES('pc7a487ee748d7c8',2,'cat','a [photo | sketch] of a {class}','active','p02ded1a43bb1195','[]',1);
CREATE TABLE iterations (
  number INTEGER PRIMARY KEY,
  per_image INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('running', 'complete', 'cancelled')),
  generator TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  measures TEXT
) STRICT;
INSERT INTO iterations VALUES(1,2,'complete','fake',1795394565703,1795394566309,'{"informativeness":0.0006388109397844925,"diversity":0.0010158278217664574,"distance":0.02988212052938688,"classConsistency":1}');
INSERT INTO iterations VALUES(2,2,'running','fake',1795394566376,NULL,NULL);
CREATE TABLE tasks (
  id TEXT PRIMARY KEY,
  iteration INTEGER NOT NULL REFERENCES iterations (number),
  position INTEGER NOT NULL,
  source_id TEXT NOT NULL REFERENCES images (id),
  template_id TEXT NOT NULL REFERENCES templates (id),
  prompt TEXT NOT NULL,
  phrases TEXT NOT NULL,
  seed INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'done', 'failed', 'cancelled')),
  reason TEXT
) STRICT;
INSERT INTO tasks VALUES('g759ec5b013a72e2',1,0,'4258541f1a050bf2','p02ded1a43bb1195','a cartoon image of a solarized cat','["a cartoon image of","solarized"]',2835987561,'done',NULL);
INSERT INTO tasks VALUES('gf23b662a89d7e1b',1,1,'4258541f1a050bf2','p02ded1a43bb1195','a cartoon image of a solarized cat','["a cartoon image of","solarized"]',2634479305,'failed','the server said "no"');
INSERT INTO tasks VALUES('g0cfe38ac9f6c23f',1,2,'b053195cb40dc5aa','pb3bbe6bbfb84565','a sketch of a stylized dog','["a sketch of","stylized"]',1160646130,'done',NULL);
INSERT INTO tasks VALUES('g79e7640b36661ed',1,3,'b053195cb40dc5aa','pb3bbe6bbfb84565','a sketch of a dark dog','["a sketch of","dark"]',4224739837,'done',NULL);
INSERT INTO tasks VALUES('g8cc14c58b51f97e',2,0,'4258541f1a050bf2','pc7a487ee748d7c8','a sketch of a cat','["sketch"]',3875950464,'waiting',NULL);
INSERT INTO tasks VALUES('g15bc68eaa207dee',2,1,'4258541f1a050bf2','pc7a487ee748d7c8','a sketch of a cat','["sketch"]',2544705121,'waiting',NULL);
INSERT INTO tasks VALUES('g17a43cfd1008913',2,2,'b053195cb40dc5aa','pb3bbe6bbfb84565','a real-world photo of a sheared dog','["a real-world photo of","sheared"]',816426265,'waiting',NULL);
INSERT INTO tasks VALUES('g558801ac25cfabf',2,3,'b053195cb40dc5aa','pb3bbe6bbfb84565','an oil painting of a bright dog','["an oil painting of","bright"]',2834039376,'waiting',NULL);
CREATE TABLE embeddings (
  image_id TEXT NOT NULL,
  embedder TEXT NOT NULL,
  vector BLOB NOT NULL,
  PRIMARY KEY (image_id, embedder)
) STRICT, WITHOUT ROWID;
INSERT INTO embeddings VALUES('4258541f1a050bf2','fake-2d',X'417d7c3f4c0129be');
INSERT INTO embeddings VALUES('b053195cb40dc5aa','fake-2d',X'6ab224becaaa7c3f');
INSERT INTO embeddings VALUES('g0cfe38ac9f6c23f','fake-2d',X'3ebd3f3ee0787b3f');
INSERT INTO embeddings VALUES('g759ec5b013a72e2','fake-2d',X'dd9a7f3fa077633d');
INSERT INTO embeddings VALUES('g79e7640b36661ed','fake-2d',X'8e37123e74607d3f');
CREATE TABLE labels (
  image_id TEXT NOT NULL,
  labeler TEXT NOT NULL,
  labels TEXT NOT NULL,
  PRIMARY KEY (image_id, labeler)
) STRICT, WITHOUT ROWID;
INSERT INTO labels VALUES('4258541f1a050bf2','fake-words','["animal","cold","cat"]');
INSERT INTO labels VALUES('b053195cb40dc5aa','fake-words','["animal","cold","dog"]');
INSERT INTO labels VALUES('g0cfe38ac9f6c23f','fake-words','["animal","cold","dog"]');
INSERT INTO labels VALUES('g759ec5b013a72e2','fake-words','["animal","warm","cat"]');
INSERT INTO labels VALUES('g79e7640b36661ed','fake-words','["animal","warm","dog"]');
CREATE TABLE layouts (
  iteration INTEGER PRIMARY KEY,
  embedder TEXT NOT NULL,
  image_ids TEXT NOT NULL,
  label_texts TEXT NOT NULL,
  image_positions BLOB NOT NULL,
  label_positions BLOB NOT NULL
) STRICT;
INSERT INTO layouts VALUES(1,'fake-2d','["4258541f1a050bf2","b053195cb40dc5aa","g759ec5b013a72e2","g0cfe38ac9f6c23f","g79e7640b36661ed"]','["animal","cold","dog","cat","warm"]',X'9096adbf5bbc0c3fea03963f37517bbdd991a7bf339aca3e69eb813fba9bddbd0412753f972624bb',X'7bf886bca39246be3d67b63ed0b149bf9403be3f42b59fbe9ac5e8bf866ccd3e94aa25bf9a1904bf');
CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  changes TEXT NOT NULL,
  undoes INTEGER,
  undone INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO events VALUES(1,1795394565693,'start','write the first prompts','[]',NULL,0);
INSERT INTO events VALUES(2,1795394566317,'expand','generate 3 images','[]',NULL,0);
INSERT INTO events VALUES(3,1795394566324,'reject','reject 1 image','[{"kind":"feedback","id":"g759ec5b013a72e2","before":"none","after":"rejected"}]',NULL,0);
INSERT INTO events VALUES(4,1795394566326,'want','want 1 image','[{"kind":"feedback","id":"g0cfe38ac9f6c23f","before":"none","after":"wanted"}]',NULL,1);
INSERT INTO events VALUES(5,1795394566332,'undo','undo: want 1 image','[{"kind":"feedback","id":"g0cfe38ac9f6c23f","before":"wanted","after":"none"}]',4,0);
INSERT INTO events VALUES(6,1795394566336,'edit','edit the prompt of cat','[{"kind":"template","id":"p02ded1a43bb1195","before":"active","after":"replaced"},{"kind":"template","id":"pc7a487ee748d7c8","before":"discarded","after":"active"}]',NULL,0);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('events',6);
CREATE INDEX tasks_by_iteration ON tasks (iteration, position);
COMMIT;
PRAGMA application_id = 1145262897;
PRAGMA user_version = 1;
