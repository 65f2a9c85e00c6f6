/** A number of connections or flows, each with a number of messages of one size in flight. */
record Work(String name, String protocol, int connections, int depth, int size) {}
