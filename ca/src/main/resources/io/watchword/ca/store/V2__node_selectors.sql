-- What the attestation of a node found out: JSON, a list of texts.
alter table nodes add column selectors varchar default '[]' not null;
