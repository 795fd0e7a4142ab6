CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE documents (
	document_id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	handle VARCHAR(64) NOT NULL, 
	media VARCHAR(100) NOT NULL, 
	size BIGINT NOT NULL, 
	text TEXT NOT NULL, missing JSON, enclosed JSON, 
	CONSTRAINT pk_documents PRIMARY KEY (document_id), 
	CONSTRAINT uq_documents_sha256 UNIQUE (sha256), 
	CONSTRAINT uq_documents_handle UNIQUE (handle)
);

CREATE TABLE pages (
	document_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, width INTEGER, height INTEGER, words BLOB DEFAULT (x'') NOT NULL, guessed BOOLEAN DEFAULT 0 NOT NULL, tables BLOB DEFAULT (x'') NOT NULL, 
	CONSTRAINT pk_pages PRIMARY KEY (document_id, number), 
	CONSTRAINT fk_pages_document_id FOREIGN KEY(document_id) REFERENCES documents (document_id) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE sources (
	source_id INTEGER NOT NULL, 
	uri TEXT NOT NULL, 
	document_id INTEGER, 
	first_seen DATETIME NOT NULL, 
	last_seen DATETIME NOT NULL, body TEXT, configured BOOLEAN DEFAULT 0 NOT NULL, siren VARCHAR(9), stated JSON, 
	CONSTRAINT pk_sources PRIMARY KEY (source_id), 
	CONSTRAINT uq_sources_uri UNIQUE (uri), 
	CONSTRAINT fk_sources_document_id FOREIGN KEY(document_id) REFERENCES documents (document_id)
);

CREATE TABLE acts (
	docid INTEGER NOT NULL, 
	uid VARCHAR(80) NOT NULL, 
	document_id INTEGER NOT NULL, 
	ordinal INTEGER NOT NULL, 
	kind VARCHAR(40), 
	date VARCHAR(10), 
	date_from DATE, 
	date_to DATE, 
	number TEXT, 
	title TEXT, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	pipeline_version TEXT NOT NULL, facts JSON DEFAULT '{}' NOT NULL, findings JSON DEFAULT '[]' NOT NULL, errors INTEGER DEFAULT '0' NOT NULL, body TEXT, siren VARCHAR(9), body_reason VARCHAR(20), body_candidates JSON, 
	CONSTRAINT pk_acts PRIMARY KEY (docid), 
	CONSTRAINT uq_acts_uid UNIQUE (uid), 
	CONSTRAINT fk_acts_document_id FOREIGN KEY(document_id) REFERENCES documents (document_id)
);

CREATE TABLE entities (
	docid INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	page INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	pipeline_version TEXT NOT NULL, 
	edtf VARCHAR(21), 
	date_from DATE, 
	date_to DATE, 
	role TEXT, 
	issue TEXT, 
	amount BIGINT, 
	currency VARCHAR(3), 
	tax VARCHAR(3), 
	per TEXT, 
	percent BIGINT, 
	level TEXT, 
	code TEXT, 
	nomenclature TEXT, 
	label TEXT, 
	given TEXT, 
	family TEXT, 
	civility TEXT, section TEXT, budget TEXT, "key" TEXT, type TEXT, number TEXT, article TEXT, part VARCHAR(20), confidence INTEGER, at INTEGER, until INTEGER, correction_id INTEGER CONSTRAINT fk_entities_correction_id_corrections REFERENCES corrections (correction_id), standing VARCHAR(10), name TEXT, certainty BIGINT, doubtful BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_entities PRIMARY KEY (docid, n), 
	CONSTRAINT fk_entities_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE search_amounts (
	docid INTEGER NOT NULL, 
	value BIGINT NOT NULL, 
	n INTEGER NOT NULL, chapter VARCHAR, account VARCHAR, 
	CONSTRAINT pk_search_amounts PRIMARY KEY (docid, value, n), 
	CONSTRAINT fk_search_amounts_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE search_percentages (
	docid INTEGER NOT NULL, 
	value BIGINT NOT NULL, 
	n INTEGER NOT NULL, 
	CONSTRAINT pk_search_percentages PRIMARY KEY (docid, value, n), 
	CONSTRAINT fk_search_percentages_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE search_dates (
	docid INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	date_from DATE NOT NULL, 
	n INTEGER NOT NULL, 
	date_to DATE NOT NULL, 
	CONSTRAINT pk_search_dates PRIMARY KEY (docid, kind, date_from, n), 
	CONSTRAINT fk_search_dates_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE VIRTUAL TABLE search_text USING fts5(words, tokens, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0 tokenchars '_'");

CREATE TABLE runs (
	run_id VARCHAR(32) NOT NULL, 
	flow VARCHAR(20) NOT NULL, 
	flow_run VARCHAR(36), 
	machine TEXT NOT NULL, 
	pid INTEGER NOT NULL, 
	pipeline_version TEXT NOT NULL, 
	started DATETIME NOT NULL, 
	heartbeat DATETIME NOT NULL, 
	finished DATETIME, 
	state VARCHAR(20), 
	message TEXT, 
	planned INTEGER NOT NULL, 
	unchanged INTEGER NOT NULL, 
	done INTEGER NOT NULL, 
	failed INTEGER NOT NULL, 
	CONSTRAINT pk_runs PRIMARY KEY (run_id)
);

CREATE TABLE pipelines (
	version TEXT NOT NULL, 
	parts JSON NOT NULL, 
	first_used DATETIME NOT NULL, 
	CONSTRAINT pk_pipelines PRIMARY KEY (version)
);

CREATE TABLE changes (
	run_id VARCHAR(32) NOT NULL, 
	uid VARCHAR(80) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	gained INTEGER NOT NULL, 
	lost INTEGER NOT NULL, 
	gained_example TEXT, 
	lost_example TEXT, 
	CONSTRAINT pk_changes PRIMARY KEY (run_id, uid, kind), 
	CONSTRAINT fk_changes_run_id FOREIGN KEY(run_id) REFERENCES runs (run_id) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE search_acts (
	docid INTEGER NOT NULL, 
	kind VARCHAR(40), 
	body TEXT, 
	year INTEGER, 
	date_from DATE, 
	date_to DATE, 
	largest BIGINT, ambiguous BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_search_acts PRIMARY KEY (docid), 
	CONSTRAINT fk_search_acts_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE
);

CREATE TABLE search_terms (
	axis VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	docid INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	first BOOLEAN NOT NULL, 
	CONSTRAINT pk_search_terms PRIMARY KEY (axis, value, docid, n), 
	CONSTRAINT fk_search_terms_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE search_votes (
	docid INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	outcome VARCHAR(20), 
	unanimous BOOLEAN, 
	votes_for INTEGER, 
	against INTEGER, 
	abstentions INTEGER, 
	not_voting INTEGER, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	CONSTRAINT pk_search_votes PRIMARY KEY (docid, n), 
	CONSTRAINT fk_search_votes_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE search_awards (
	docid INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	what VARCHAR(40) NOT NULL, 
	beneficiary TEXT NOT NULL, 
	words TEXT NOT NULL, 
	recipient VARCHAR(20), 
	amount BIGINT, 
	currency VARCHAR(3), 
	purpose TEXT, 
	siret VARCHAR(14), 
	rna VARCHAR(10), 
	level TEXT, 
	code TEXT, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, chapter VARCHAR, doubtful BOOLEAN DEFAULT 0 NOT NULL, "key" VARCHAR, recalled_docid BIGINT, recalled_number VARCHAR, recalls TEXT, beneficiary_id TEXT, 
	CONSTRAINT pk_search_awards PRIMARY KEY (docid, n), 
	CONSTRAINT fk_search_awards_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE search_findings (
	docid INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	rule VARCHAR(60) NOT NULL, 
	severity VARCHAR(20) NOT NULL, 
	message TEXT NOT NULL, 
	basis TEXT NOT NULL, 
	expected TEXT, 
	found TEXT, 
	CONSTRAINT pk_search_findings PRIMARY KEY (docid, n), 
	CONSTRAINT fk_search_findings_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE lexicon (
	form VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	CONSTRAINT pk_lexicon PRIMARY KEY (form)
)
 WITHOUT ROWID

;

CREATE VIRTUAL TABLE search_text_places USING fts5vocab(search_text, instance);

CREATE TABLE corrections (
	correction_id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	was JSON, 
	value JSON, 
	made_by TEXT NOT NULL, 
	made DATETIME NOT NULL, 
	why TEXT NOT NULL, 
	CONSTRAINT pk_corrections PRIMARY KEY (correction_id)
);

CREATE TABLE withdrawals (
	correction_id INTEGER NOT NULL, 
	made_by TEXT NOT NULL, 
	made DATETIME NOT NULL, 
	why TEXT NOT NULL, 
	CONSTRAINT pk_withdrawals PRIMARY KEY (correction_id), 
	CONSTRAINT fk_withdrawals_correction_id FOREIGN KEY(correction_id) REFERENCES corrections (correction_id)
);

CREATE TABLE correction_places (
	correction_id INTEGER NOT NULL, 
	document_id INTEGER NOT NULL, 
	start INTEGER, 
	"end" INTEGER, 
	missing VARCHAR(20), 
	CONSTRAINT pk_correction_places PRIMARY KEY (correction_id, document_id), 
	CONSTRAINT fk_correction_places_correction_id FOREIGN KEY(correction_id) REFERENCES corrections (correction_id), 
	CONSTRAINT fk_correction_places_document_id FOREIGN KEY(document_id) REFERENCES documents (document_id) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE extractions (
	docid INTEGER NOT NULL, 
	facts JSON NOT NULL, 
	entities JSON NOT NULL, findings JSON DEFAULT '[]' NOT NULL, 
	CONSTRAINT pk_extractions PRIMARY KEY (docid), 
	CONSTRAINT fk_extractions_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE
);

CREATE TABLE persons (
	person_id INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	name TEXT NOT NULL, 
	part INTEGER NOT NULL, 
	head TEXT NOT NULL, 
	CONSTRAINT pk_persons PRIMARY KEY (person_id)
);

CREATE TABLE person_words (
	word VARCHAR NOT NULL, 
	person_id INTEGER NOT NULL, 
	CONSTRAINT pk_person_words PRIMARY KEY (word, person_id), 
	CONSTRAINT fk_person_words_person_id FOREIGN KEY(person_id) REFERENCES persons (person_id) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE search_persons (
	person_id INTEGER NOT NULL, 
	docid INTEGER NOT NULL, 
	status VARCHAR NOT NULL, 
	n INTEGER NOT NULL, 
	other INTEGER, certainty BIGINT, doubtful BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_search_persons PRIMARY KEY (person_id, docid, status), 
	CONSTRAINT fk_search_persons_person_id FOREIGN KEY(person_id) REFERENCES persons (person_id), 
	CONSTRAINT fk_search_persons_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE, 
	CONSTRAINT fk_search_persons_other FOREIGN KEY(other) REFERENCES persons (person_id)
)
 WITHOUT ROWID

;

CREATE TABLE person_decisions (
	decision_id INTEGER NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	person TEXT NOT NULL, 
	target TEXT NOT NULL, 
	"before" JSON NOT NULL, 
	decided_by TEXT NOT NULL, 
	decided DATETIME NOT NULL, 
	why TEXT NOT NULL, 
	withdrawn_by TEXT, 
	withdrawn DATETIME, 
	withdrawn_why TEXT, 
	CONSTRAINT pk_person_decisions PRIMARY KEY (decision_id), 
	CONSTRAINT ck_person_decisions_kind CHECK (kind IN ('merge', 'split'))
);

CREATE TABLE person_acts (
	uid VARCHAR(80) NOT NULL, 
	decision_id INTEGER NOT NULL, 
	CONSTRAINT pk_person_acts PRIMARY KEY (uid, decision_id), 
	CONSTRAINT fk_person_acts_decision_id FOREIGN KEY(decision_id) REFERENCES person_decisions (decision_id) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE users (
	user_id INTEGER NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	hash TEXT NOT NULL, 
	role VARCHAR(10) NOT NULL, 
	created DATETIME NOT NULL, 
	disabled DATETIME, 
	CONSTRAINT pk_users PRIMARY KEY (user_id), 
	CONSTRAINT ck_users_role CHECK (role IN ('reader', 'editor', 'admin')), 
	CONSTRAINT uq_users_name UNIQUE (name)
);

CREATE TABLE sessions (
	digest VARCHAR(64) NOT NULL, 
	user_id INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	last_seen DATETIME NOT NULL, 
	expires DATETIME NOT NULL, 
	CONSTRAINT pk_sessions PRIMARY KEY (digest), 
	CONSTRAINT fk_sessions_user_id FOREIGN KEY(user_id) REFERENCES users (user_id) ON DELETE CASCADE
);

CREATE TABLE api_tokens (
	token_id INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	user_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	role VARCHAR(10) NOT NULL, 
	created DATETIME NOT NULL, 
	expires DATETIME NOT NULL, 
	last_used DATETIME, 
	revoked DATETIME, 
	CONSTRAINT pk_api_tokens PRIMARY KEY (token_id), 
	CONSTRAINT ck_api_tokens_role CHECK (role IN ('reader', 'editor', 'admin')), 
	CONSTRAINT uq_api_tokens_digest UNIQUE (digest), 
	CONSTRAINT fk_api_tokens_user_id FOREIGN KEY(user_id) REFERENCES users (user_id) ON DELETE CASCADE
);

CREATE TABLE login_attempts (
	digest VARCHAR(64) NOT NULL, 
	failures INTEGER NOT NULL, 
	last DATETIME NOT NULL, 
	CONSTRAINT pk_login_attempts PRIMARY KEY (digest)
);

CREATE TABLE audit (
	audit_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	who TEXT NOT NULL, 
	action VARCHAR(40) NOT NULL, 
	subject TEXT, 
	details JSON NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (audit_id)
);

CREATE TABLE alerts (
	alert_id INTEGER NOT NULL, 
	uuid VARCHAR(36) NOT NULL, 
	name TEXT NOT NULL, 
	"query" TEXT NOT NULL, 
	owner TEXT, 
	created DATETIME NOT NULL, 
	disabled DATETIME, 
	key_hash VARCHAR(64) NOT NULL, 
	looked DATETIME NOT NULL, 
	problem TEXT, 
	hits INTEGER NOT NULL, 
	told INTEGER NOT NULL, 
	telling INTEGER, 
	teller VARCHAR(32), 
	telling_since DATETIME, changes BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_alerts PRIMARY KEY (alert_id), 
	CONSTRAINT uq_alerts_uuid UNIQUE (uuid)
);

CREATE TABLE alert_hits (
	alert_id INTEGER NOT NULL, 
	uid VARCHAR(80) NOT NULL, 
	n INTEGER, 
	found DATETIME, event VARCHAR(10), 
	CONSTRAINT pk_alert_hits PRIMARY KEY (alert_id, uid), 
	CONSTRAINT fk_alert_hits_alert_id FOREIGN KEY(alert_id) REFERENCES alerts (alert_id) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE suppressions (
	suppression_id INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	body_key TEXT, 
	siren VARCHAR(9), 
	forms JSON NOT NULL, 
	key_check VARCHAR(64) NOT NULL, 
	reason TEXT NOT NULL, 
	made_by TEXT NOT NULL, 
	made DATETIME NOT NULL, 
	state VARCHAR(10) NOT NULL, department VARCHAR(3), exact BOOLEAN DEFAULT 0 NOT NULL, sources JSON DEFAULT '[]' NOT NULL, 
	CONSTRAINT pk_suppressions PRIMARY KEY (suppression_id), 
	CONSTRAINT ck_suppressions_state CHECK (state IN ('begun', 'done'))
);

CREATE TABLE suppressed (
	suppression_id INTEGER NOT NULL, 
	document_id INTEGER NOT NULL, 
	acts INTEGER NOT NULL, 
	mentions INTEGER NOT NULL, 
	CONSTRAINT pk_suppressed PRIMARY KEY (suppression_id, document_id), 
	CONSTRAINT fk_suppressed_suppression_id FOREIGN KEY(suppression_id) REFERENCES suppressions (suppression_id) ON DELETE CASCADE, 
	CONSTRAINT fk_suppressed_document_id FOREIGN KEY(document_id) REFERENCES documents (document_id) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE fingerprinting (
	fingerprinting_id INTEGER NOT NULL, 
	secret VARCHAR(64), 
	key_check VARCHAR(64), 
	CONSTRAINT pk_fingerprinting PRIMARY KEY (fingerprinting_id), 
	CONSTRAINT ck_fingerprinting_one CHECK (fingerprinting_id = 1), 
	CONSTRAINT ck_fingerprinting_either CHECK ((secret IS NULL) <> (key_check IS NULL))
);

CREATE TABLE aliases (
	alias_id INTEGER NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	document_id INTEGER NOT NULL, 
	CONSTRAINT pk_aliases PRIMARY KEY (alias_id), 
	CONSTRAINT uq_aliases_name UNIQUE (name), 
	CONSTRAINT fk_aliases_document_id FOREIGN KEY(document_id) REFERENCES documents (document_id) ON DELETE CASCADE
);

CREATE TABLE "ledger" (
	ledger_id INTEGER NOT NULL, 
	source_id INTEGER NOT NULL, 
	sha256 VARCHAR(64), 
	pipeline_version TEXT NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	attempts INTEGER NOT NULL, 
	reason VARCHAR(40), 
	message TEXT, 
	started DATETIME, 
	finished DATETIME, 
	next_attempt DATETIME, 
	run_id VARCHAR(32), 
	CONSTRAINT pk_ledger PRIMARY KEY (ledger_id), 
	CONSTRAINT fk_ledger_source_id FOREIGN KEY(source_id) REFERENCES sources (source_id) ON DELETE CASCADE, 
	CONSTRAINT fk_ledger_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (run_id) ON DELETE SET NULL, 
	CONSTRAINT ck_ledger_state CHECK (state IN ('pending', 'running', 'done', 'failed', 'quarantined', 'withdrawn', 'superseded', 'dismissed'))
);

CREATE TABLE search_certainties (
	docid INTEGER NOT NULL, 
	value INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	CONSTRAINT pk_search_certainties PRIMARY KEY (docid, value, n), 
	CONSTRAINT fk_search_certainties_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE bodies (
	"key" TEXT NOT NULL, 
	label TEXT NOT NULL, 
	name TEXT NOT NULL, 
	name_key TEXT NOT NULL, 
	kind VARCHAR(20), 
	siren VARCHAR(9), 
	code VARCHAR(5), 
	departement VARCHAR(3), 
	region VARCHAR(2), 
	epci VARCHAR(9), 
	ept VARCHAR(9), 
	population INTEGER, 
	publication TEXT, 
	CONSTRAINT pk_bodies PRIMARY KEY ("key")
);

CREATE TABLE body_assignments (
	"key" TEXT NOT NULL, 
	source TEXT NOT NULL, 
	name TEXT NOT NULL, 
	siren VARCHAR(9) NOT NULL, 
	made_by TEXT NOT NULL, 
	made DATETIME NOT NULL, 
	CONSTRAINT pk_body_assignments PRIMARY KEY ("key", source)
);

CREATE TABLE versions (
	version_id INTEGER NOT NULL, 
	source_id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	replaced DATETIME NOT NULL, 
	text TEXT NOT NULL, 
	found JSON NOT NULL, 
	CONSTRAINT pk_versions PRIMARY KEY (version_id), 
	CONSTRAINT fk_versions_source_id FOREIGN KEY(source_id) REFERENCES sources (source_id) ON DELETE CASCADE
);

CREATE TABLE search_changes (
	docid INTEGER NOT NULL, 
	changed BIGINT NOT NULL, 
	CONSTRAINT pk_search_changes PRIMARY KEY (docid)
);

CREATE TABLE identities (
	issuer VARCHAR(255) NOT NULL, 
	subject VARCHAR(255) NOT NULL, 
	user_id INTEGER NOT NULL, 
	created DATETIME NOT NULL, 
	CONSTRAINT pk_identities PRIMARY KEY (issuer, subject), 
	CONSTRAINT fk_identities_user_id FOREIGN KEY(user_id) REFERENCES users (user_id) ON DELETE CASCADE
);

CREATE TABLE interests (
	interest_id INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	label TEXT NOT NULL, 
	person TEXT NOT NULL, 
	organisation TEXT NOT NULL, 
	since DATE, 
	until DATE, 
	source TEXT NOT NULL, 
	loaded DATETIME NOT NULL, 
	CONSTRAINT pk_interests PRIMARY KEY (interest_id)
);

CREATE TABLE beneficiary_decisions (
	decision_id INTEGER NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	beneficiary TEXT NOT NULL, 
	target TEXT NOT NULL, 
	"before" JSON NOT NULL, 
	decided_by TEXT NOT NULL, 
	decided DATETIME NOT NULL, 
	why TEXT NOT NULL, 
	withdrawn_by TEXT, 
	withdrawn DATETIME, 
	withdrawn_why TEXT, 
	CONSTRAINT pk_beneficiary_decisions PRIMARY KEY (decision_id), 
	CONSTRAINT ck_beneficiary_decisions_kind CHECK (kind IN ('merge', 'refuse'))
);

CREATE TABLE merged_beneficiaries (
	beneficiary TEXT NOT NULL, 
	head TEXT NOT NULL, 
	CONSTRAINT pk_merged_beneficiaries PRIMARY KEY (beneficiary)
)
 WITHOUT ROWID

;

CREATE TABLE beneficiary_proposals (
	proposal_id INTEGER NOT NULL, 
	beneficiary TEXT NOT NULL, 
	target TEXT NOT NULL, 
	basis VARCHAR(10) NOT NULL, 
	score INTEGER NOT NULL, 
	made DATETIME NOT NULL, 
	CONSTRAINT pk_beneficiary_proposals PRIMARY KEY (proposal_id)
);

CREATE TABLE reference_organisations (
	number VARCHAR(10) NOT NULL, 
	source VARCHAR(10) NOT NULL, 
	name TEXT NOT NULL, 
	acronym TEXT, 
	"key" TEXT NOT NULL, 
	siret VARCHAR(14), 
	rna VARCHAR(10), 
	code VARCHAR(5), 
	commune TEXT, 
	closed VARCHAR(10), 
	loaded DATETIME NOT NULL, 
	CONSTRAINT pk_reference_organisations PRIMARY KEY (number)
);

CREATE TABLE cross_findings (
	finding_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	docid INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	rule VARCHAR(60) NOT NULL, 
	severity VARCHAR(20) NOT NULL, 
	message TEXT NOT NULL, 
	basis TEXT NOT NULL, 
	expected TEXT, 
	found TEXT, 
	made DATETIME NOT NULL, 
	CONSTRAINT fk_cross_findings_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE
);

CREATE TABLE cross_finding_places (
	finding_id INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	docid INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	CONSTRAINT pk_cross_finding_places PRIMARY KEY (finding_id, n), 
	CONSTRAINT fk_cross_finding_places_finding_id FOREIGN KEY(finding_id) REFERENCES cross_findings (finding_id) ON DELETE CASCADE, 
	CONSTRAINT fk_cross_finding_places_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE
)
 WITHOUT ROWID

;

CREATE TABLE cross_checked_bodies (
	body TEXT NOT NULL, 
	state TEXT NOT NULL, 
	made DATETIME NOT NULL, 
	CONSTRAINT pk_cross_checked_bodies PRIMARY KEY (body)
);

CREATE TABLE dossiers (
	dossier_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	title TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	created DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	shared BOOLEAN DEFAULT 0 NOT NULL, 
	tags JSON NOT NULL, 
	note TEXT NOT NULL
);

CREATE TABLE dossier_items (
	item_id INTEGER NOT NULL, 
	dossier_id INTEGER NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	uid VARCHAR(80), 
	value_kind VARCHAR(20), 
	value TEXT, 
	start INTEGER, 
	"end" INTEGER, 
	person TEXT, 
	"query" TEXT, 
	note TEXT NOT NULL, 
	added DATETIME NOT NULL, words TEXT, 
	CONSTRAINT pk_dossier_items PRIMARY KEY (item_id), 
	CONSTRAINT ck_dossier_items_kind CHECK (kind IN ('act', 'value', 'person')), 
	CONSTRAINT ck_dossier_items_either CHECK ((person IS NULL) <> (uid IS NULL)), 
	CONSTRAINT fk_dossier_items_dossier_id FOREIGN KEY(dossier_id) REFERENCES dossiers (dossier_id) ON DELETE CASCADE
);

CREATE TABLE search_vectors (
	docid INTEGER NOT NULL, 
	vector BLOB NOT NULL, 
	digest BIGINT NOT NULL, 
	CONSTRAINT pk_search_vectors PRIMARY KEY (docid), 
	CONSTRAINT fk_search_vectors_docid FOREIGN KEY(docid) REFERENCES acts (docid) ON DELETE CASCADE
);

CREATE TABLE act_successors (
	uid VARCHAR(80) NOT NULL, 
	successor VARCHAR(80) NOT NULL, 
	replaced DATETIME NOT NULL, 
	CONSTRAINT pk_act_successors PRIMARY KEY (uid)
);

INSERT INTO "alembic_version" VALUES ('0045');

CREATE INDEX ix_sources_document_id ON sources (document_id);

CREATE UNIQUE INDEX uq_acts_place ON acts (document_id, ordinal);

CREATE INDEX ix_search_amounts_value_docid ON search_amounts (value, docid);

CREATE INDEX ix_search_percentages_value_docid ON search_percentages (value, docid);

CREATE INDEX ix_search_dates_kind_date_from_date_to_docid ON search_dates (kind, date_from, date_to, docid);

CREATE INDEX ix_runs_started ON runs (started);

CREATE INDEX ix_search_acts_body_docid ON search_acts (body, docid);

CREATE INDEX ix_search_acts_largest_docid ON search_acts (largest, docid);

CREATE INDEX ix_search_terms_docid_axis_value ON search_terms (docid, axis, value);

CREATE INDEX ix_search_awards_amount_docid ON search_awards (amount, docid);

CREATE INDEX ix_corrections_sha256 ON corrections (sha256);

CREATE INDEX ix_correction_places_document_id ON correction_places (document_id);

CREATE UNIQUE INDEX uq_persons_name ON persons (name, body, part);

CREATE INDEX ix_persons_head ON persons (head);

CREATE INDEX ix_persons_body_head ON persons (body, head);

CREATE INDEX ix_person_words_person_id ON person_words (person_id);

CREATE INDEX ix_search_persons_docid_person_id ON search_persons (docid, person_id);

CREATE INDEX ix_search_persons_other ON search_persons (other, docid) WHERE other IS NOT NULL;

CREATE INDEX ix_person_decisions_person ON person_decisions (person);

CREATE INDEX ix_person_decisions_target ON person_decisions (target);

CREATE INDEX ix_person_acts_decision_id ON person_acts (decision_id);

CREATE INDEX ix_sessions_user_id ON sessions (user_id);

CREATE INDEX ix_sessions_expires ON sessions (expires);

CREATE INDEX ix_api_tokens_user_id ON api_tokens (user_id);

CREATE INDEX ix_login_attempts_last ON login_attempts (last);

CREATE INDEX ix_audit_at ON audit (at);

CREATE INDEX ix_alerts_owner ON alerts (owner);

CREATE INDEX ix_alert_hits_uid ON alert_hits (uid);

CREATE UNIQUE INDEX uq_alert_hits_n ON alert_hits (alert_id, n) WHERE n IS NOT NULL;

CREATE INDEX ix_alert_hits_found ON alert_hits (found) WHERE n IS NOT NULL;

CREATE INDEX ix_search_amounts_chapter_docid ON search_amounts (chapter, docid) WHERE chapter IS NOT NULL;

CREATE INDEX ix_pages_guessed ON pages (guessed);

CREATE INDEX ix_suppressed_document_id ON suppressed (document_id);

CREATE INDEX ix_aliases_document_id ON aliases (document_id);

CREATE INDEX ix_ledger_state ON ledger (state, pipeline_version);

CREATE UNIQUE INDEX uq_ledger_work ON ledger (source_id, sha256, pipeline_version);

CREATE INDEX ix_ledger_run_id ON ledger (run_id, state);

CREATE UNIQUE INDEX uq_ledger_unread ON ledger (source_id, pipeline_version) WHERE sha256 IS NULL;

CREATE INDEX ix_search_certainties_value_docid ON search_certainties (value, docid);

CREATE INDEX ix_search_acts_ambiguous ON search_acts (docid) WHERE ambiguous;

CREATE INDEX ix_bodies_siren ON bodies (siren);

CREATE INDEX ix_bodies_name_key ON bodies (name_key);

CREATE INDEX ix_bodies_departement ON bodies (departement);

CREATE INDEX ix_bodies_epci ON bodies (epci);

CREATE INDEX ix_versions_source_id ON versions (source_id);

CREATE INDEX ix_search_awards_code_docid ON search_awards (code, docid);

CREATE INDEX ix_search_changes_changed ON search_changes (changed);

CREATE INDEX ix_identities_user_id ON identities (user_id);

CREATE INDEX ix_interests_body ON interests (body);

CREATE INDEX ix_search_awards_key_amount_docid ON search_awards ("key", amount, docid);

CREATE INDEX ix_search_awards_beneficiary ON search_awards (beneficiary_id, what, currency, doubtful, amount, docid, n);

CREATE INDEX ix_beneficiary_decisions_beneficiary ON beneficiary_decisions (beneficiary);

CREATE INDEX ix_beneficiary_decisions_target ON beneficiary_decisions (target);

CREATE INDEX ix_merged_beneficiaries_head ON merged_beneficiaries (head);

CREATE INDEX ix_beneficiary_proposals_target ON beneficiary_proposals (target);

CREATE UNIQUE INDEX uq_beneficiary_proposals_pair ON beneficiary_proposals (beneficiary, target);

CREATE INDEX ix_reference_organisations_key_code ON reference_organisations ("key", code);

CREATE INDEX ix_cross_findings_docid ON cross_findings (docid);

CREATE INDEX ix_cross_findings_body ON cross_findings (body);

CREATE INDEX ix_cross_findings_rule_docid ON cross_findings (rule, docid);

CREATE INDEX ix_cross_finding_places_docid ON cross_finding_places (docid);

CREATE INDEX ix_dossiers_owner ON dossiers (owner);

CREATE INDEX ix_dossiers_shared ON dossiers (shared);

CREATE INDEX ix_dossier_items_dossier_id ON dossier_items (dossier_id);

CREATE INDEX ix_dossier_items_uid ON dossier_items (uid);

CREATE INDEX ix_act_successors_successor ON act_successors (successor);

CREATE VIEW v_acts AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, acts.date_to AS act_last_day, coalesce(CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."identity"')), '$."title_made"') AS BOOLEAN), 0) AS title_made, CAST(JSON_EXTRACT(acts.facts, '$."statements"') AS VARCHAR) AS stated, CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."identity"')), '$."ctes"') AS VARCHAR) AS ctes, coalesce(acts.siren, CASE WHEN (acts.body_candidates IS NULL) THEN CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."identity"')), '$."siren"') AS VARCHAR) END) AS siren, CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."identity"')), '$."department"') AS VARCHAR) AS department, CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."identity"')), '$."subject"') AS VARCHAR) AS subject, CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."identity"')), '$."document_date"') AS VARCHAR) AS document_date, CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."identity"')), '$."convocation"') AS VARCHAR) AS convocation, CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."identity"')), '$."signed"') AS VARCHAR) AS signed, CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."identity"')), '$."transmitted"') AS VARCHAR) AS transmitted, CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."identity"')), '$."received"') AS VARCHAR) AS received, CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."identity"')), '$."published"') AS VARCHAR) AS published, CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."attendance"')), '$."counts"')), '$."in_office"') AS INTEGER) AS members_in_office, CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."attendance"')), '$."counts"')), '$."present"') AS INTEGER) AS members_present, CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."attendance"')), '$."counts"')), '$."proxies"') AS INTEGER) AS members_proxies, CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."attendance"')), '$."counts"')), '$."absent"') AS INTEGER) AS members_absent, CAST(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(acts.facts, '$."attendance"')), '$."counts"')), '$."voting"') AS INTEGER) AS members_voting, (SELECT nullif(count(*), 0) AS nullif_1 
FROM search_persons 
WHERE search_persons.docid = acts.docid AND search_persons.status = 'present') AS members_read, search_acts.largest / (1000000.000000 + 0.0) AS largest_amount, search_acts.largest AS largest_amount_millionths, acts.errors, (SELECT max(pages.number) AS max_1 
FROM pages 
WHERE pages.document_id = acts.document_id AND pages.start <= acts.start) AS page, acts.start, acts."end", acts.pipeline_version 
FROM acts JOIN documents ON documents.document_id = acts.document_id LEFT OUTER JOIN search_acts ON search_acts.docid = acts.docid;

CREATE VIEW v_dates AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, entities.edtf AS date, entities.date_from AS first_day, entities.date_to AS last_day, entities.role, entities.issue, entities.page, entities.start, entities."end", entities.text, entities.rule, entities.part, entities.confidence, entities.certainty / (1000000.000000 + 0.0) AS certainty, entities.doubtful, entities.correction_id AS correction, entities.pipeline_version 
FROM entities JOIN acts ON entities.docid = acts.docid JOIN documents ON documents.document_id = acts.document_id 
WHERE entities.kind = 'date';

CREATE VIEW v_periods AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, entities.edtf AS period, entities.date_from AS first_day, entities.date_to AS last_day, entities.page, entities.start, entities."end", entities.text, entities.rule, entities.part, entities.confidence, entities.certainty / (1000000.000000 + 0.0) AS certainty, entities.doubtful, entities.correction_id AS correction, entities.pipeline_version 
FROM entities JOIN acts ON entities.docid = acts.docid JOIN documents ON documents.document_id = acts.document_id 
WHERE entities.kind = 'period';

CREATE VIEW v_amounts AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, entities.amount / (1000000.000000 + 0.0) AS amount, entities.amount AS amount_millionths, entities.currency, entities.tax, entities.per, entities.role, entities.issue, entities.page, entities.start, entities."end", entities.text, entities.rule, entities.part, entities.confidence, entities.certainty / (1000000.000000 + 0.0) AS certainty, entities.doubtful, entities.correction_id AS correction, entities.pipeline_version 
FROM entities JOIN acts ON entities.docid = acts.docid JOIN documents ON documents.document_id = acts.document_id 
WHERE entities.kind = 'amount';

CREATE VIEW v_percentages AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, entities.percent / (1000000.000000 + 0.0) AS percent, entities.percent AS percent_millionths, entities.role, entities.page, entities.start, entities."end", entities.text, entities.rule, entities.part, entities.confidence, entities.certainty / (1000000.000000 + 0.0) AS certainty, entities.doubtful, entities.correction_id AS correction, entities.pipeline_version 
FROM entities JOIN acts ON entities.docid = acts.docid JOIN documents ON documents.document_id = acts.document_id 
WHERE entities.kind = 'percentage';

CREATE VIEW v_budget AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, entities.level, entities.code, entities.nomenclature, entities.label AS label, entities.section, entities.budget, entities.page, entities.start, entities."end", entities.text, entities.rule, entities.part, entities.confidence, entities.certainty / (1000000.000000 + 0.0) AS certainty, entities.doubtful, entities.correction_id AS correction, entities.pipeline_version 
FROM entities JOIN acts ON entities.docid = acts.docid JOIN documents ON documents.document_id = acts.document_id 
WHERE entities.kind = 'budget';

CREATE VIEW v_persons AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, CASE WHEN (entities.given IS NULL) THEN entities.family ELSE entities.family || ', ' || entities.given END AS person, entities.given, entities.family, entities.civility, entities."key" AS person_key, (SELECT persons.head 
FROM persons 
WHERE persons.name = CASE WHEN (entities.given IS NULL) THEN entities.family ELSE entities.family || ', ' || entities.given END AND persons.body = coalesce((SELECT search_acts.body 
FROM search_acts 
WHERE search_acts.docid = acts.docid), '') AND (EXISTS (SELECT * 
FROM search_persons 
WHERE search_persons.person_id = persons.person_id AND search_persons.docid = acts.docid AND search_persons.status IN ('', 'private')))) AS person_id, entities.standing, entities.page, entities.start, entities."end", entities.text, entities.rule, entities.part, entities.confidence, entities.certainty / (1000000.000000 + 0.0) AS certainty, entities.doubtful, entities.correction_id AS correction, entities.pipeline_version 
FROM entities JOIN acts ON entities.docid = acts.docid JOIN documents ON documents.document_id = acts.document_id 
WHERE entities.kind = 'person';

CREATE VIEW v_references AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, entities.type, entities.number, entities.edtf AS date, entities.date_from AS first_day, entities.date_to AS last_day, entities.article, entities.page, entities.start, entities."end", entities.text, entities.rule, entities.part, entities.confidence, entities.certainty / (1000000.000000 + 0.0) AS certainty, entities.doubtful, entities.correction_id AS correction, entities.pipeline_version 
FROM entities JOIN acts ON entities.docid = acts.docid JOIN documents ON documents.document_id = acts.document_id 
WHERE entities.kind = 'reference';

CREATE VIEW v_organisations AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, entities.name AS organisation, entities."key" AS organisation_key, entities.page, entities.start, entities."end", entities.text, entities.rule, entities.part, entities.confidence, entities.certainty / (1000000.000000 + 0.0) AS certainty, entities.doubtful, entities.correction_id AS correction, entities.pipeline_version 
FROM entities JOIN acts ON entities.docid = acts.docid JOIN documents ON documents.document_id = acts.document_id 
WHERE entities.kind = 'organisation';

CREATE VIEW v_places AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, entities.name AS place, entities.code AS insee_code, entities."key" AS place_key, entities.page, entities.start, entities."end", entities.text, entities.rule, entities.part, entities.confidence, entities.certainty / (1000000.000000 + 0.0) AS certainty, entities.doubtful, entities.correction_id AS correction, entities.pipeline_version 
FROM entities JOIN acts ON entities.docid = acts.docid JOIN documents ON documents.document_id = acts.document_id 
WHERE entities.kind = 'place';

CREATE VIEW v_attendance AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, persons.name AS person, persons.head AS person_id, search_persons.status, holders.name AS holder, holders.head AS holder_id, entities.page, entities.start, entities."end", entities.text, entities.rule, entities.part, entities.confidence, search_persons.certainty / (1000000.000000 + 0.0) AS certainty, search_persons.doubtful, entities.correction_id AS correction, acts.pipeline_version 
FROM search_persons JOIN acts ON search_persons.docid = acts.docid JOIN documents ON documents.document_id = acts.document_id JOIN persons ON persons.person_id = search_persons.person_id LEFT OUTER JOIN persons AS holders ON holders.person_id = search_persons.other LEFT OUTER JOIN entities ON entities.docid = search_persons.docid AND entities.n = search_persons.n 
WHERE (search_persons.status NOT IN ('', 'private'));

CREATE VIEW v_votes AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, search_votes.n AS vote, search_votes.outcome, search_votes.unanimous, search_votes.votes_for, search_votes.against, search_votes.abstentions, search_votes.not_voting, (SELECT max(pages.number) AS max_1 
FROM pages 
WHERE pages.document_id = acts.document_id AND pages.start <= search_votes.start) AS page, search_votes.start, search_votes."end", substr(documents.text, search_votes.start + 1, search_votes."end" - search_votes.start) AS text, acts.pipeline_version 
FROM search_votes JOIN acts ON search_votes.docid = acts.docid JOIN documents ON documents.document_id = acts.document_id;

CREATE VIEW v_awards AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, search_awards.n AS award, search_awards.what, search_awards.beneficiary, search_awards.recipient, search_awards.amount / (1000000.000000 + 0.0) AS amount, search_awards.amount AS amount_millionths, search_awards.currency, search_awards.purpose, search_awards.level, search_awards.code, search_awards.siret, search_awards.rna, search_awards.recalls, CASE WHEN (search_awards.recalled_docid IS NOT NULL) THEN EXISTS (SELECT * 
FROM search_awards AS earlier 
WHERE earlier.docid < search_awards.docid AND earlier.amount = search_awards.amount AND earlier.currency = search_awards.currency AND earlier."key" = search_awards."key" AND earlier.what = search_awards.what AND earlier.doubtful = 0 AND (EXISTS (SELECT * 
FROM search_acts AS own, search_acts AS first 
WHERE own.docid = search_awards.docid AND first.docid = earlier.docid AND first.body = own.body)) AND earlier.docid BETWEEN search_awards.recalled_docid AND search_awards.recalled_docid + 65535) ELSE 0 END = 1 OR CASE WHEN (search_awards.recalled_number IS NOT NULL) THEN EXISTS (SELECT * 
FROM search_awards AS earlier 
WHERE earlier.docid < search_awards.docid AND earlier.amount = search_awards.amount AND earlier.currency = search_awards.currency AND earlier."key" = search_awards."key" AND earlier.what = search_awards.what AND earlier.doubtful = 0 AND (EXISTS (SELECT * 
FROM search_acts AS own, search_acts AS first 
WHERE own.docid = search_awards.docid AND first.docid = earlier.docid AND first.body = own.body)) AND (EXISTS (SELECT * 
FROM search_terms AS number 
WHERE number.axis = 'nu' AND number.value = search_awards.recalled_number AND number.docid = earlier.docid))) ELSE 0 END = 1 OR CASE WHEN (search_awards.docid >= 23986176) THEN EXISTS (SELECT * 
FROM search_awards AS earlier 
WHERE earlier.docid < search_awards.docid AND earlier.amount = search_awards.amount AND earlier.currency = search_awards.currency AND earlier."key" = search_awards."key" AND earlier.what = search_awards.what AND earlier.doubtful = 0 AND (EXISTS (SELECT * 
FROM search_acts AS own, search_acts AS first 
WHERE own.docid = search_awards.docid AND first.docid = earlier.docid AND first.body = own.body)) AND earlier.docid >= search_awards.docid - search_awards.docid % 65536 AND (EXISTS (SELECT * 
FROM search_terms AS own_number, search_terms AS number 
WHERE own_number.axis = 'nu' AND number.axis = 'nu' AND number.value = own_number.value AND own_number.docid = search_awards.docid AND number.docid = earlier.docid))) ELSE 0 END = 1 OR CASE WHEN (EXISTS (SELECT * 
FROM search_acts AS record 
WHERE record.docid = search_awards.docid AND record.kind = 'subvention')) THEN CASE WHEN (search_awards.recalled_number IS NOT NULL) THEN EXISTS (SELECT * 
FROM search_awards AS earlier 
WHERE earlier.amount = search_awards.amount AND earlier.currency = search_awards.currency AND earlier."key" = search_awards."key" AND earlier.what = search_awards.what AND earlier.doubtful = 0 AND (EXISTS (SELECT * 
FROM search_acts AS own, search_acts AS first 
WHERE own.docid = search_awards.docid AND first.docid = earlier.docid AND first.body = own.body AND (first.kind IS NULL OR first.kind != 'subvention'))) AND (EXISTS (SELECT * 
FROM search_terms AS number 
WHERE number.axis = 'nu' AND number.value = search_awards.recalled_number AND number.docid = earlier.docid))) ELSE 0 END = 1 OR CASE WHEN (search_awards.docid >= 23986176) THEN EXISTS (SELECT * 
FROM search_awards AS earlier 
WHERE earlier.amount = search_awards.amount AND earlier.currency = search_awards.currency AND earlier."key" = search_awards."key" AND earlier.what = search_awards.what AND earlier.doubtful = 0 AND (EXISTS (SELECT * 
FROM search_acts AS own, search_acts AS first 
WHERE own.docid = search_awards.docid AND first.docid = earlier.docid AND first.body = own.body AND (first.kind IS NULL OR first.kind != 'subvention'))) AND earlier.docid BETWEEN search_awards.docid - search_awards.docid % 65536 AND (search_awards.docid - search_awards.docid % 65536) + 65535) ELSE 0 END = 1 ELSE 0 END = 1 AS repeated, (SELECT max(pages.number) AS max_1 
FROM pages 
WHERE pages.document_id = acts.document_id AND pages.start <= search_awards.start) AS page, search_awards.start, search_awards."end", substr(documents.text, search_awards.start + 1, search_awards."end" - search_awards.start) AS text, search_awards.doubtful, acts.pipeline_version 
FROM search_awards JOIN acts ON search_awards.docid = acts.docid JOIN documents ON documents.document_id = acts.document_id;

CREATE VIEW v_findings AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, search_findings.rule AS check_id, search_findings.severity, search_findings.message, search_findings.basis, search_findings.expected, search_findings.found, acts.pipeline_version 
FROM search_findings JOIN acts ON search_findings.docid = acts.docid JOIN documents ON documents.document_id = acts.document_id;

CREATE VIEW v_cross_findings AS SELECT acts.uid AS act, (SELECT min(sources.uri) AS min_1 
FROM sources 
WHERE sources.document_id = acts.document_id) AS source, documents.handle AS document, acts.body, acts.date AS act_date, acts.date_from AS act_day, acts.kind AS act_kind, acts.number AS act_number, acts.title AS act_title, cross_findings.finding_id, finding_acts.uid AS finding_act, cross_findings.rule AS check_id, cross_findings.severity, CASE WHEN (cross_finding_places.docid = cross_findings.docid) THEN cross_findings.message END AS message, CASE WHEN (cross_finding_places.docid = cross_findings.docid) THEN cross_findings.expected END AS expected, CASE WHEN (cross_finding_places.docid = cross_findings.docid) THEN cross_findings.found END AS found, cross_findings.basis, cross_findings.made, (SELECT max(pages.number) AS max_1 
FROM pages 
WHERE pages.document_id = acts.document_id AND pages.start <= cross_finding_places.start) AS page, cross_finding_places.start, cross_finding_places."end", substr(documents.text, cross_finding_places.start + 1, cross_finding_places."end" - cross_finding_places.start) AS text, acts.pipeline_version 
FROM cross_finding_places JOIN acts ON cross_finding_places.docid = acts.docid JOIN documents ON documents.document_id = acts.document_id JOIN cross_findings ON cross_findings.finding_id = cross_finding_places.finding_id JOIN acts AS finding_acts ON finding_acts.docid = cross_findings.docid;

CREATE VIEW v_sources AS SELECT sources.uri AS source, sources.body, documents.handle AS document, documents.media, documents.size, sources.first_seen, sources.last_seen 
FROM sources LEFT OUTER JOIN documents ON documents.document_id = sources.document_id;

CREATE VIEW v_ledger AS SELECT sources.uri AS source, sources.body, (SELECT documents.handle 
FROM documents 
WHERE documents.sha256 = ledger.sha256) AS document, ledger.state, ledger.reason, ledger.message, ledger.attempts, ledger.started, ledger.finished, ledger.next_attempt, ledger.pipeline_version 
FROM ledger JOIN sources ON sources.source_id = ledger.source_id;

