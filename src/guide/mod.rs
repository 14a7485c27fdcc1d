//! Guide.

pub mod vocabulary {
    //! Vocabulary.
}
