/**
 * Every use of what Vert.x and Netty do not publish as API, and nothing else.
 *
 * <p>A minor version may move or remove any of it without notice. Each class here is small and says
 * which version it was written against, what it replaces, and what makes it unnecessary. All other
 * packages use the public API and these classes; {@code PublicApiArchitectureTest} of each module
 * checks that, in main and test sources.
 *
 * <p>Written against Vert.x 5.0.12 and Netty 4.2.18. The Maven profile {@code vertx-next} compiles
 * and tests this module and the server against the newest Vert.x that there is. Classes that need
 * other code there have a second version in {@code src/vertx-next/java}, which takes their place in
 * that profile.
 */
package dev.echopair.shared.internals;
