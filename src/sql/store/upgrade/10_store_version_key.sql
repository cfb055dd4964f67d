-- Every table has a primary key: logical replication finds rows by it.
ALTER TABLE store_version ADD PRIMARY KEY (version);
