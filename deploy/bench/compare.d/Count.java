/** System calls and allocated bytes per message, which are independent of the machine's load. */
record Count(String half, String work, String subject, double calls, String top, double bytes) {}
