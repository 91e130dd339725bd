//! Commands as a person types them, with standard input, and all that they answer: a file for each in
//! `tests/transcripts`, with the exit code. They run in `tests/vectors`, or in a copy of `tests/transcripts/desk`
//! where they write. `TRYCMD=overwrite cargo test --test transcripts` renews the answers.

#[test]
fn every_command_answers_as_its_transcript_says() {
    let cases = trycmd::TestCases::new();
    cases.env("TZ", "UTC").case("tests/transcripts/*/*.toml");
    cases.run();
}
