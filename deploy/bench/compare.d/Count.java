/** System calls and allocated bytes per message, which the load of the machine does not change. */
record Count(String half, String work, String subject, double calls, String top, double bytes) {}
