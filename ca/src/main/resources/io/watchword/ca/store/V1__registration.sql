-- The view of the registration ledger that can be asked. Times are milliseconds since 1970; `body` is the ledger's event.
create table entries (
  entry_id varchar(64) primary key,
  parent_id varchar(2048) not null,
  created_at bigint not null,
  content varchar(64) not null,
  body varchar not null
);
create index entries_by_parent on entries (parent_id);
-- Digest of what must not stand twice: parent, SPIFFE ID, hint and selectors.
create index entries_by_content on entries (content);

create table nodes (
  spiffe_id varchar(2048) primary key,
  body varchar not null
);

create table tokens (
  hash varchar(64) primary key,
  agent varchar(2048) not null,
  expires_at bigint not null
);

-- The last line of the journal that the tables above show.
create table applied (
  line bigint not null,
  hash varchar(64) not null
);
insert into applied (line, hash) values (0, '');
