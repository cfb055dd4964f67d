-- A call asks which of the sets that it replaces have no library left.
CREATE INDEX IF NOT EXISTS call_set_library_call_set_id ON call_set_library (call_set_id);
