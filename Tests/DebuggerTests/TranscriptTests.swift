import Debugger
import Pipeline
import Testing

@Suite("A debugging session")
struct TranscriptTests {
    @Test("finds a wrong layer's name and repairs it without starting again")
    func wrongLayer() async throws {
        let bench = Bench("c", "params layr=shop", "params layer=shop", "retry", "save /tmp/a", "c")
        let result = try await bench.run()
        #expect(result.outcome == .succeeded)
        #expect(
            bench.front.transcript == """
                -- step 1 of 3, before look-up
                   the run has stopped here for you; `help` lists the commands
                   Finds the layer shp
                   layer: "shp"
                (enlist) c
                -- step 1 of 3, after the failure of look-up
                   not-found: there is no layer `shp`
                   what to do: name another
                   Finds the layer shp
                   layer: "shp"
                   (`retry` repeats it, `skip` continues without it, `continue` lets it fail)
                (enlist) params layr=shop
                error: `look-up` has no parameter `layr`
                    what to do: did you mean `layer`?
                (enlist) params layer=shop
                layer: "shop"; `retry` repeats `look-up` with it
                (enlist) retry
                -- step 2 of 3, before choose
                   Chooses a hostname
                (enlist) save /tmp/a
                /tmp/a:
                enlist: 1
                extends: "opsworks"
                changes:
                  - set: look-up
                    with:
                      layer: "shop"
                (enlist) c

                """)
    }

    @Test("looks at a throttled call, and lets the policy go on")
    func throttled() async throws {
        var bench = Bench("break on throttled", "c", "params layer=shop", "c")
        bench.throttled = 1
        let result = try await bench.run()
        #expect(result.outcome == .succeeded)
        #expect(
            bench.front.transcript.split(separator: "(enlist) c\n")[1] == """
                -- step 1 of 3, after a failed attempt of look-up
                   breakpoint 1: on throttled
                   throttled: too many requests
                   what to do: wait
                   Finds the layer shp
                   layer: "shp"
                   (`continue` waits and tries again, `retry` tries at once)
                (enlist) params layer=shop
                layer: "shop"; `retry` repeats `look-up` with it

                """)
    }

    @Test("steps, looks, changes facts, goes back, and shows no secret")
    func tour() async throws {
        let bench = Bench(
            "params layer=shop", "next", "", "facts", "print hostname", "print v ${hostname}",
            "print instance.identity", "set hostname=web9", "facts host", "unset nothing",
            "back choose", "break on hostname=web1", "until tag", "plan", "shell", "log 2",
            "request", "skip", "quit")
        let result = try await bench.run()
        #expect(result.outcome == .interrupted(step: "choose"))
        #expect(
            bench.front.transcript == """
                -- step 1 of 3, before look-up
                   the run has stopped here for you; `help` lists the commands
                   Finds the layer shp
                   layer: "shp"
                (enlist) params layer=shop
                layer: "shop"
                (enlist) next
                -- step 2 of 3, before choose
                   Chooses a hostname
                (enlist) \("")
                -- step 3 of 3, before tag
                   Tags the instance
                (enlist) facts
                hostname=web1
                instance.identity (secret)
                layer.id=layer-1
                product=shp
                (enlist) print hostname
                "web1"
                (enlist) print v ${hostname}
                "v web1"
                (enlist) print instance.identity
                (secret)
                (enlist) set hostname=web9
                hostname=web9
                (enlist) facts host
                hostname=web9
                (enlist) unset nothing
                error: the fact `nothing` is not known
                    what to do: `facts` shows those that are
                (enlist) back choose
                undoing choose
                -- step 2 of 3, before choose
                   Chooses a hostname
                (enlist) break on hostname=web1
                breakpoint 1: on hostname=web1
                (enlist) until tag
                -- step 2 of 3, after choose
                   breakpoint 1: on hostname=web1
                   gave hostname=web1
                (enlist) plan
                done  1. look-up: Finds the layer shop
                here> 2. choose: Chooses a hostname
                      3. tag: Tags the instance
                (enlist) shell
                a shell that knows 3 facts
                (enlist) log 2
                hostname is now "web9"
                choose started
                (enlist) request
                no request has been made yet
                (enlist) skip
                error: `choose` is done already
                    what to do: `back choose` undoes it where it can be
                (enlist) quit

                """)
    }

    @Test(
        "a breakpoint on a fact that nothing gives says so, and counts where a person sets the fact"
    )
    func unknownFact() async throws {
        let bench = Bench(
            "break on hostnme=web1", "break on x=1", "break on hostname=web1", "set x=1",
            "params layer=shop", "c", "quit")
        _ = try await bench.run()
        #expect(
            bench.front.transcript.hasSuffix(
                """
                (enlist) break on hostnme=web1
                breakpoint 1: on hostnme=web1; nothing in this run gives `hostnme`; did you mean `hostname`?
                (enlist) break on x=1
                breakpoint 2: on x=1; nothing in this run gives `x`
                (enlist) break on hostname=web1
                breakpoint 3: on hostname=web1
                (enlist) set x=1
                x=1; nothing in this run refers to `x`
                (enlist) params layer=shop
                layer: "shop"
                (enlist) c
                -- step 1 of 3, after look-up
                   breakpoint 2: on x=1
                   gave layer.id=layer-1
                (enlist) quit

                """))
    }

    @Test(
        "quit and the end of the input leave a run that can be done again",
        arguments: [true, false])
    func quits(typed: Bool) async throws {
        let bench = typed ? Bench("quit") : Bench()
        #expect(try await bench.run().outcome == .interrupted(step: "look-up"))
    }

    @Test("a skipped step is left out of what is saved; one that was gone back to is not")
    func skips() async throws {
        let bench = Bench(
            "skip", "skip", "save a", "back choose", "next", "save b", "detach")
        _ = try await bench.run()
        #expect(
            bench.front.transcript.contains(
                """
                changes:
                  - remove: look-up
                  - remove: choose
                (enlist) back choose
                """))
        #expect(
            bench.front.transcript.contains(
                """
                changes:
                  - remove: look-up
                (enlist) detach
                """))
    }

    @Test("steps that have not begun are moved, and no others")
    func moves() async throws {
        let bench = Bench(
            "params layer=shop", "move tag before choose", "move choose before look-up",
            "move look-up after tag", "move tag after tag", "move tag before tug", "move tag",
            "save a", "detach")
        #expect(try await bench.run().outcome == .succeeded)
        #expect(
            bench.front.transcript == """
                -- step 1 of 3, before look-up
                   the run has stopped here for you; `help` lists the commands
                   Finds the layer shp
                   layer: "shp"
                (enlist) params layer=shop
                layer: "shop"
                (enlist) move tag before choose
                after `look-up`: tag, choose
                (enlist) move choose before look-up
                error: `look-up` has begun, or is about to, and stays where it is
                    what to do: move steps that come later; `plan` shows them
                (enlist) move look-up after tag
                error: `look-up` has begun, or is about to, and stays where it is
                    what to do: move steps that come later; `plan` shows them
                (enlist) move tag after tag
                error: `tag` cannot be moved next to itself
                    what to do: name another step
                (enlist) move tag before tug
                error: there is no step `tug` in this run
                    what to do: did you mean `tag`?
                (enlist) move tag
                error: `move` is typed otherwise
                    what to do: move STEP before|after STEP
                (enlist) save a
                a:
                enlist: 1
                extends: "opsworks"
                changes:
                  - set: look-up
                    with:
                      layer: "shop"
                  - move: tag
                    before: choose
                (enlist) detach

                """)
        #expect(
            bench.recorder.all.filter { $0.body.type == "step-succeeded" }.map(\.step)
                == ["look-up", "tag", "choose"])
    }

    @Test("revert stops before each undoing, where nothing but that can be decided")
    func reverts() async throws {
        let bench = Bench(
            "params layer=shop", "until tag", "revert", "back look-up", "step")
        #expect(try await bench.run().outcome == .aborted(step: "tag"))
        #expect(
            bench.front.transcript.hasSuffix(
                """
                (enlist) revert
                -- step 2 of 3, before undoing choose
                   Chooses a hostname
                   (`step` undoes it, `skip` leaves it, `continue` undoes all the rest)
                (enlist) back look-up
                error: the run is being undone, and `back` would change what it was
                    what to do: `step` undoes this step, `skip` leaves it, `continue` undoes all the rest
                (enlist) step

                """))
    }

    @Test("a run that fails is stopped where it broke, and nowhere else")
    func onFailure() async throws {
        var bench = Bench("params layer=shop", "retry", "detach")
        bench.stopsAtStart = false
        #expect(try await bench.run().outcome == .succeeded)
        #expect(
            bench.front.transcript.hasPrefix("-- step 1 of 3, after the failure of look-up\n"))
    }

    @Test("thinking takes none of the run's time: hours at the prompt pass no deadline of a minute")
    func time() async throws {
        let bench = Bench("params layer=shop", "next", "next", "step", "c")
        #expect(try await bench.run().outcome == .succeeded)
        #expect(bench.recorder.all.last?.time.elapsed == .zero)
        #expect(bench.recorder.all.last?.time.sinceEpoch == .seconds(5 * 3600))
    }

    @Test("a session that only says continue makes the same events as none")
    func invisible() async throws {
        let debugged = Bench("continue", "continue")
        let plain = Bench()
        _ = try await debugged.run()
        _ = try await plain.run(debugged: false)
        #expect(debugged.recorder.all.map(\.body) == plain.recorder.all.map(\.body))
    }
}
